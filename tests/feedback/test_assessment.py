from dataclasses import replace

import pytest

from expectations.contract import Severity, load_contract
from expectations.feedback import assess, compared, cover_of
from expectations.reading import DeliveryRejectedError, SubmittedFile
from tests.lib.submissions.faulty_workbooks import OFFICE, assessed, victim, with_one_fault, workbook
from tests.lib.submissions.files import YEAR, pseudonym


def faults(assessment):
    return [(remark.rule, remark.column_letters, remark.row_no) for remark in assessment.remarks if remark.is_fault]


def test_a_clean_submission_has_no_fault():
    assessment = assessed(workbook({"trafficking": [victim(n) for n in range(12)]}))
    assert not assessment.has_faults
    assert [(form.form, form.read, form.accepted) for form in assessment.forms] == [("trafficking", 12, 12)]


def test_a_faulty_value_is_one_remark_at_its_cell():
    assert faults(assessed(with_one_fault())) == [("sex.code", "C", 5)]


def test_what_holds_a_row_back_is_to_be_mended_first():
    rows = [victim(0, sex="perhaps"), victim(1, case_ref=""), *(victim(n) for n in range(2, 12))]
    assessment = assessed(workbook({"trafficking": rows}))
    assert assessment.remarks[0].severity is Severity.HOLD
    assert [(form.read, form.accepted, form.held_back) for form in assessment.forms] == [(12, 11, 1)]


def test_office_year_and_language_are_taken_from_the_cover():
    cover = cover_of(with_one_fault(language="fr"), load_contract())
    assert (cover.office, cover.year, cover.language) == (OFFICE, YEAR, "fr")


def test_what_cannot_be_read_is_refused():
    with pytest.raises(DeliveryRejectedError):
        assess([SubmittedFile("office.xlsx", b"no workbook")], load_contract(), OFFICE, YEAR, pseudonym)


def test_a_remark_shows_nothing_but_its_rule():
    remark = next(remark for remark in assessed(with_one_fault()).remarks if remark.rule == "sex.code")
    assert repr(remark) == "Remark(trafficking, sex.code)"


def states(now, before):
    remarks, mended = compared(assessed(now).remarks, assessed(before).remarks)
    return (
        sorted((remark.rule, remark.state) for remark in remarks if remark.is_fault),
        sorted(remark.rule for remark in mended if remark.is_fault),
    )


def test_a_fault_remains_though_its_row_has_moved():
    rows = [victim(n) for n in range(12)]
    rows[3]["sex"] = "perhaps"
    assert states(workbook({"trafficking": rows[::-1]}), with_one_fault(3)) == ([("sex.code", "remains")], [])


def test_a_fault_at_the_same_place_of_another_person_is_new():
    other = [victim(n, case_ref=f"X{n}") for n in range(12)]
    other[3]["sex"] = "perhaps"
    assert states(workbook({"trafficking": other}), with_one_fault(3)) == ([("sex.code", "new")], ["sex.code"])


def test_a_mended_fault_is_told_of():
    clean = workbook({"trafficking": [victim(n) for n in range(12)]})
    assert states(clean, with_one_fault()) == ([], ["sex.code"])


def test_what_looks_beyond_the_submission_is_neither_new_nor_mended_unless_it_is_asked_for():
    remark = next(remark for remark in assessed(with_one_fault()).remarks if remark.rule == "sex.code")
    beyond = replace(remark, rule="far_above_last_year")
    assert compared([beyond], [beyond]) == ((replace(beyond, state=""),), ())
    assert compared([], [beyond]) == ((), ())
    assert compared([], [beyond], frozenset()) == ((), (beyond,))
    assert compared([beyond], [], frozenset())[0][0].state == "new"


def test_of_two_equal_faults_one_can_be_mended():
    remark = next(remark for remark in assessed(with_one_fault()).remarks if remark.rule == "sex.code")
    stated, mended = compared([remark], [remark, remark])
    assert ([one.state for one in stated], len(mended)) == (["remains"], 1)
