"""The text of a remark: its message, its place, its weight, in the office's language.

Belongs here: one function for what the reader found, what the checks found and what was found across forms. Does not:
the sentences (they are defined with the rules), the layout of a workbook.
"""

from collections.abc import Callable

from expectations.checks import message_of
from expectations.contract import Contract, Labels
from expectations.feedback.remarks import Remark
from expectations.feedback.words import FeedbackWords
from expectations.reading import read_messages
from expectations.reading.results import COVER


def message_of_remark(contract: Contract, remark: Remark, language: str) -> str:
    """Return what is wrong, why it matters and how to mend it.

    A rule that the contract no longer has is named by its family: findings outlive a version of the contract.
    """
    words = FeedbackWords(language)
    text = _message(contract, remark, language)
    if text is None:
        family = contract.families[remark.family].in_language(language) if remark.family in contract.families else ""
        text = words.say("another_version", family=family)
    if remark.times > 1:
        return f"{text} {words.say('others', count=words.number(remark.times))}"
    return f"{text} {words.say('suggested', code=remark.suggestion)}" if remark.suggestion else text


def _message(contract: Contract, remark: Remark, language: str) -> str | None:
    of_reader: Labels | None = read_messages().get(remark.rule)
    if of_reader is not None:
        return of_reader.in_language(language).format(field=label_of(contract, remark, language))
    if remark.form in contract.forms:
        try:
            return message_of(contract, remark.form, remark.rule, remark.field, language)
        except KeyError:
            return None
    general = contract.messages.get(remark.rule)
    return None if general is None else general.in_language(language).format(field="")


def label_of(contract: Contract, remark: Remark, language: str) -> str:
    """Return the question that the remark is about, as the form asks it; empty where it is about no one question."""
    form = contract.forms.get(remark.form)
    field = form.questions.get(remark.field or "") if form else None
    return field.label.in_language(language) if field else ""


def form_of(contract: Contract, key: str, language: str) -> str:
    """Return the name of a form, of the cover, or the word for a sheet that is neither."""
    if key in contract.forms:
        return contract.forms[key].label.in_language(language)
    return FeedbackWords(language).say("cover" if key == COVER else "no_form")


def weight_of(remark: Remark, language: str) -> str:
    """Return what the finding does to the record."""
    return FeedbackWords(language).say(f"severity_{remark.severity.value}")


def cell_of(remark: Remark, language: str) -> str:
    """Return the place within its sheet: ``E12``, or the row, the column, or the whole sheet in words."""
    words = FeedbackWords(language)
    if remark.row_no is not None and remark.column_letters:
        return f"{remark.column_letters}{remark.row_no}"
    if remark.row_no is not None:
        return words.say("row_no", row=remark.row_no)
    if remark.column_letters:
        return words.say("column_letters", letters=remark.column_letters)
    if remark.sheet[1] is not None:
        return words.say("whole_sheet")
    if remark.file_no is not None:
        return words.say("whole_file")
    return words.say("whole_form" if remark.form not in ("", COVER) else "whole_submission")


def place_of(remark: Remark, language: str, *, with_file: bool) -> str:
    """Return file (where there are several), sheet and cell in words, such as ``sheet 2, E12``."""
    words = FeedbackWords(language)
    file = [words.say("file_no", file=remark.file_no)] if with_file and remark.file_no else []
    if remark.sheet[1] is None:
        return ", ".join([*file, cell_of(remark, language)])
    return ", ".join([*file, words.say("sheet_no", sheet=remark.sheet_no), cell_of(remark, language)])


def teller(contract: Contract, language: str) -> Callable[[Remark], str]:
    """Return message_of_remark for many remarks: each different message is made once."""
    memory: dict[tuple[str | int | None, ...], str] = {}

    def tell(remark: Remark) -> str:
        key = (remark.form, remark.rule, remark.family, remark.field, remark.suggestion, remark.times)
        if key not in memory:
            memory[key] = message_of_remark(contract, remark, language)
        return memory[key]

    return tell
