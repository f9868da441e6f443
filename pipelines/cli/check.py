"""`review check`: reads and checks an office's file before it is sent. No warehouse and no key; nothing is stored.

Belongs here: the output as text and as JSON, and the exit status. Does not: reading and checking (expectations).
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from expectations.contract import Contract, load_contract
from expectations.feedback import Assessment, listed
from expectations.feedback.file_check import PassingKey
from expectations.feedback.remark_groups import by_rule, places_of, several_files
from expectations.feedback.remark_text import form_of, label_of, teller, weight_of
from expectations.feedback.words import FeedbackWords
from expectations.reading import Cover, DeliveryRejectedError, SubmittedFile, WorkPool
from expectations.regular_file import FileTooLargeError, NotRegularFileError, read_regular_file, refuse_irregular
from pipelines.cli.arguments import language_of, office_of
from pipelines.cli.console import console
from pipelines.errors import UsageError
from resources.source.delivery import DELIVERY_LIMIT_FILES, FILE_LIMIT_BYTES

CHECK = "expectations.feedback.file_check:check_files"
CLEAN, FAULTY, UNREADABLE = 0, 1, 2
HIDDEN = re.compile(r"[.~].*|.*~")


def check(
    file: Annotated[Path, typer.Argument(exists=True, help="The workbook, a CSV file, or a folder of them.")],
    lang: Annotated[str, typer.Option(help="en, fr or es; by default the language of the cover.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    feedback: Annotated[Path | None, typer.Option(help="Write the list of findings to this workbook.")] = None,
    office: Annotated[str, typer.Option(help="The office (ISO alpha-3), if the cover does not name it.")] = "",
    year: Annotated[int | None, typer.Option(help="The review year, if the cover does not name it.")] = None,
) -> None:
    """Check a file before it is sent. Nothing is stored.

    Exit status 0 if every value can be used, 1 if a value or row is lost, 2 if the file cannot be read.
    """
    lang, office = language_of(lang), office_of(office) if office else ""
    contract = load_contract()
    try:
        assessment = _assessment(files_of(file), contract, office, year, lang)
    except DeliveryRejectedError as refusal:
        _print_refusal(refusal.reason, refusal.in_language(lang or "en"), lang or "en", as_json)
        raise typer.Exit(UNREADABLE) from None
    if as_json:
        typer.echo(json.dumps(_as_json(assessment, contract), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        _print(assessment, contract)
    if feedback is not None:
        feedback.parent.mkdir(parents=True, exist_ok=True)
        feedback.write_bytes(listed(assessment, contract))
    if assessment.has_faults:
        raise typer.Exit(FAULTY)


def files_of(path: Path) -> list[SubmittedFile]:
    """Return a file, or all files of a folder, without hidden and temporary files; limits are those of a delivery.

    Raises UsageError for a pipe, a socket or a device, also in the folder, and DeliveryRejectedError ("too_big").
    """
    try:
        entries = sorted(path.iterdir()) if path.is_dir() else [path]
        named = [entry for entry in entries if entry == path or (entry.exists() and not HIDDEN.fullmatch(entry.name))]
        for entry in named:
            refuse_irregular(entry)
        files = [entry for entry in named if not entry.is_dir()]
        if len(files) > DELIVERY_LIMIT_FILES:
            raise DeliveryRejectedError("too_big")
        return [SubmittedFile(file.name, read_regular_file(file, FILE_LIMIT_BYTES)) for file in files]
    except FileTooLargeError:
        raise DeliveryRejectedError("too_big") from None
    except NotRegularFileError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"a file cannot be opened ({type(error).__name__}); check that you may read it") from None


def _assessment(files: list[SubmittedFile], contract: Contract, office: str, year: int | None, lang: str) -> Assessment:
    with WorkPool(workers=1, work=CHECK) as pool:
        checked: Assessment | Cover = pool.do(files, contract, office, year, PassingKey().pseudonym)
    if isinstance(checked, Cover):
        console.print(FeedbackWords(lang or checked.language or "en").say("office_not_known"))
        raise typer.Exit(UNREADABLE)
    return replace(checked, language=lang or checked.language)


def _print_refusal(reason: str, message: str, language: str, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"refused": reason, "message": message}, ensure_ascii=False, indent=1))
    else:
        console.print(f"{FeedbackWords(language).say('not_readable')} {message}")


def _print(assessment: Assessment, contract: Contract) -> None:
    """Print the counts of each form, then each broken rule with its places, the most severe first."""
    language = assessment.language
    words, tell = FeedbackWords(language), teller(contract, language)
    console.print(f"{assessment.office} {assessment.year}", style="bold")
    for form in assessment.forms:
        nil = f" ({words.say('nil')})" if form.is_nil else ""
        counts = (("read", form.read), ("accepted", form.accepted), ("held_back", form.held_back))
        colon = " : " if language == "fr" else ": "
        listed_counts = ", ".join(f"{words.say(name).lower()}{colon}{count}" for name, count in counts)
        console.print(f"{escape(form_of(contract, form.form, language))}{nil}{colon}{listed_counts}")
    if not assessment.remarks:
        console.print(words.say("all_well"))
        return
    with_file = several_files(assessment.remarks)
    for group in by_rule(assessment.remarks):
        example = group.example
        about = " · ".join(
            filter(None, (form_of(contract, example.form, language), label_of(contract, example, language)))
        )
        console.print(f"\n[bold]{escape(weight_of(example, language))}[/] ({group.count()}) {escape(about)}")
        console.print(f"  {escape(places_of(group, language, with_file=with_file))}")
        console.print(f"  {escape(tell(example))}")
    if assessment.has_faults:
        console.print(f"\n{words.say('how_faults_count')}")


def _as_json(assessment: Assessment, contract: Contract) -> dict[str, Any]:
    """Return the assessment as plain data: counts, and each finding with its place and message; no case value."""
    tell = teller(contract, assessment.language)
    forms = [
        {
            "form": form.form,
            "read": form.read,
            "accepted": form.accepted,
            "held_back": form.held_back,
            "nil": form.is_nil,
        }
        for form in assessment.forms
    ]
    findings = [
        {
            "form": remark.form,
            "file_no": remark.file_no,
            "sheet_no": remark.sheet_no,
            "row_no": remark.row_no,
            "column_letters": remark.column_letters,
            "field": remark.field,
            "rule": remark.rule,
            "family": remark.family,
            "severity": remark.severity.value,
            "suggestion": remark.suggestion,
            "message": tell(remark),
            "times": remark.times,
        }
        for remark in assessment.remarks
    ]
    about = {"office": assessment.office, "year": assessment.year, "language": assessment.language}
    return {**about, "contract": contract.version, "forms": forms, "findings": findings}
