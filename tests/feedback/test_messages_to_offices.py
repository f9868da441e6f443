import pytest

from expectations.checks import CONSISTENCY_RULES, checks_of
from expectations.contract import LANGUAGES, Severity, load_contract
from expectations.feedback import Remark, message_of_remark, place_of
from expectations.feedback.words import FeedbackWords
from expectations.reading import read_messages
from tests.lib.submissions.faulty_workbooks import assessed, victim, workbook

CONTRACT = load_contract()


def of_checks():
    for form in CONTRACT.forms.values():
        for check in checks_of(form, CONTRACT):
            yield Remark(form.key, check.rule, check.family, check.severity, field=check.fields[0])


def of_reader():
    return [Remark(form, rule, "layout", Severity.WARNING) for rule in read_messages() for form in ("", "trafficking")]


def across_forms():
    return [Remark("trafficking", rule, "consistency", Severity.WARNING) for rule in CONSISTENCY_RULES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_what_is_wrong_in_every_language(language):
    unknown = FeedbackWords(language).say("another_version", family="|").split("|")[0]
    for remark in [*of_checks(), *of_reader(), *across_forms()]:
        message = message_of_remark(CONTRACT, remark, language)
        assert len(message) > 20, remark
        assert not message.startswith(unknown), remark
        assert "{" not in message, remark


def test_a_rule_that_the_contract_no_longer_has_is_said_by_its_family():
    remark = Remark("trafficking", "rule_of_old", "codes", Severity.BLANK)
    assert "Codes" in message_of_remark(CONTRACT, remark, "en")


def test_a_suggestion_is_a_question():
    remark = Remark("trafficking", "sex.code", "codes", Severity.BLANK, field="sex", suggestion="F")
    assert message_of_remark(CONTRACT, remark, "fr").endswith("Vouliez-vous dire F ?")


def test_a_place_is_named_in_words_where_it_is_no_cell():
    def said(**place):
        return place_of(Remark("trafficking", "r", "layout", Severity.INFO, **place), "en", with_file=True)

    assert said(file_no=2, sheet_no=3, row_no=4, column_letters="E") == "file 2, sheet 3, E4"
    assert said(file_no=2, sheet_no=3, row_no=4) == "file 2, sheet 3, row 4"
    assert said(file_no=2, sheet_no=3, column_letters="E") == "file 2, sheet 3, column E"
    assert said(file_no=2, sheet_no=0) == "file 2, the whole file"
    assert said() == "the whole form"


def test_a_form_left_empty_without_a_nil_statement_is_remarked_on():
    remarks = assessed(workbook({"trafficking": [victim(number) for number in range(12)]})).remarks
    assert "returns" in [remark.form for remark in remarks if remark.rule == "form_empty_without_nil"]
