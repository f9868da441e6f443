"""The receipt: a short message to an office that its submission arrived, and what to mend first.

Belongs here: its text in the office's language, and the message as a file. Does not: when one is written and where it
is (assets/steps/submissions/receipts.py), the places of what was found (findings_workbook.py).

Counts only (field rule 9): no value, no place, no name of a file or folder. Deterministic: no clock.
"""

import email.policy
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Literal

from expectations.contract import Contract, Severity
from expectations.feedback.assessment import Assessment
from expectations.feedback.remark_groups import by_rule
from expectations.feedback.remark_text import form_of, message_of_remark
from expectations.feedback.words import FeedbackWords
from expectations.geography import country_name
from expectations.reading import reason_in_words

SHOWN_RULES = 5
Became = Literal["read", "refused", "repeated", "superseded"]
POLICY = email.policy.SMTP.clone(cte_type="8bit", max_line_length=None)


@dataclass(frozen=True)
class Arrived:
    """How a submission arrived. ``received_on`` is the date in the delivery's name, empty where there is none.

    ``reference`` is a keyed digest of the files: a plain one would confirm a guess of a small submission.
    """

    received_on: str
    reference: str
    files: int
    nature: str = "real"


def receipt_text(assessment: Assessment, arrived: Arrived, became: Became, contract: Contract) -> str:
    """Return the text of a receipt, in the assessment's language."""
    language = assessment.language
    words = FeedbackWords(language)
    lines = [
        words.say("receipt_thanks", office=country_name(assessment.office, language, assessment.year),
                  year=assessment.year),
        "",
        words.colon(words.say("receipt_received"), arrived.received_on or words.say("receipt_no_date")),
        words.colon(words.say("receipt_files"), arrived.files),
        words.colon(words.say("receipt_reference"), arrived.reference),
        "",
    ]  # fmt: skip
    if became == "refused":
        reason = reason_in_words(assessment.refusal or "unreadable", language)
        lines += [words.say("refused"), reason]
        lines += [words.say("earlier_stands")] if assessment.mended is not None else []
    elif became != "read":
        lines.append(words.say(f"receipt_{became}"))
    else:
        lines += _counts(assessment, contract, words)
        lines += _first_to_mend(assessment, contract, words)
    return "\n".join([*lines, "", words.say("golden"), ""])


def _counts(assessment: Assessment, contract: Contract, words: FeedbackWords) -> list[str]:
    remarks_by_form = dict.fromkeys((form.form for form in assessment.forms), 0)
    for remark in assessment.remarks:
        if remark.form in remarks_by_form:
            remarks_by_form[remark.form] += remark.times
    lines = [words.say("introduced", what=words.say("by_form"))]
    for form in assessment.forms:
        name = form_of(contract, form.form, words.language)
        if form.is_nil and not form.read:
            lines.append(f"- {words.colon(name, words.say('nil'))}")
            continue
        counts = (("read", form.read), ("accepted", form.accepted), ("held_back", form.held_back))
        counted = ", ".join(
            f"{words.say(key)} {count}" for key, count in (*counts, ("remarks", remarks_by_form[form.form]))
        )
        lines.append(f"- {words.colon(name, counted)}")
    return [*lines, ""]


def _first_to_mend(assessment: Assessment, contract: Contract, words: FeedbackWords) -> list[str]:
    sums = by_rule(remark for remark in assessment.remarks if remark.severity is not Severity.INFO)[:SHOWN_RULES]
    if not sums:
        return [words.say("all_well")]
    lines = [words.say("introduced", what=words.say("first"))]
    for rule_sum in sums:
        plain = replace(rule_sum.example, suggestion=None)  # a suggestion would show the content of a cell
        message = message_of_remark(contract, plain, words.language)
        text = words.colon(form_of(contract, plain.form, words.language), message) if plain.form else message
        lines.append(f"- {rule_sum.count()} × {text}")
    return [*lines, "", words.say("receipt_more"), words.say("how_faults_count")]


def receipt(assessment: Assessment, arrived: Arrived, became: Became, contract: Contract) -> bytes:
    """Return the receipt as a message without an addressee: whatever sends it knows the office by X-Review-Office."""
    words = FeedbackWords(assessment.language)
    about = f"{assessment.office} {assessment.year}"
    subject = words.colon(words.say("receipt_subject"), about)
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject if arrived.nature == "real" else f"[{arrived.nature}] {subject}"
    message["X-Review-Office"] = assessment.office
    message["X-Review-Year"] = str(assessment.year)
    message["X-Review-Submission"] = arrived.reference
    message.set_content(receipt_text(assessment, arrived, became, contract), charset="utf-8", cte="8bit")
    message["Content-Language"] = assessment.language
    return bytes(message)
