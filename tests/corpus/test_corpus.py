"""Every sample of the corpus provokes what it should and nothing else; every rule and reason has a sample."""

from collections.abc import Mapping

import pandas as pd
import pytest

from expectations.checks import FINDING_COLUMNS, check_records, checks_of
from expectations.contract import load_contract
from expectations.reading import DeliveryRejectedError, reasons
from expectations.reading.messages import read_messages
from expectations.reading.read_and_redact import LAYOUT_RULES
from tests.corpus.corpus_samples import NOT_IN_A_FILE, Sample, samples
from tests.lib.submissions.made_files import read

NO_COLUMNS = pd.DataFrame({name: [] for name in ("office", "file_no", "sheet_no", "field", "column_letters")})
FEWEST_SAMPLES = 150
NOT_OF_ONE_FILE = frozenset({"crashed", "too_slow", "gone", "sent_elsewhere"})
"""Reasons that lie outside of a file's content: the reading process died, took too long, or the file went away."""
KNOWN: Mapping[str, str] = {}
"""Samples that provoke something else because of a defect, by name, each with the defect."""

Outcome = str | frozenset[str]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """What became of each sample: all are read, and then the records of each form are checked as one batch."""
    contract = load_contract()
    outcomes: dict[str, Outcome] = {}
    noticed: dict[str, set[str]] = {}
    frames: dict[str, list[pd.DataFrame]] = {}
    for number, sample in enumerate(samples()):
        try:
            reading = read(*sample.files)
        except DeliveryRejectedError as refused:
            outcomes[sample.name] = refused.reason
            continue
        office = f"S{number:04}"
        noticed[office] = {finding.rule for finding in reading.findings}
        for form, records in reading.records.items():
            origin = {"office": office, "year": 2012, "submission": f"{number:064}", "nature": "real"}
            frames.setdefault(form, []).append(records.assign(**origin))
    for form, parts in frames.items():
        records = pd.concat(parts, ignore_index=True)
        findings = check_records(records, contract.forms[form], contract, NO_COLUMNS).findings
        assert set(findings) == set(FINDING_COLUMNS)
        for office, rules in findings.groupby("office")["rule"]:
            noticed[str(office)] |= {rule for rule in rules if not rule.endswith(".response")}
    for office, rules in noticed.items():
        outcomes[samples()[int(office[1:])].name] = frozenset(rules)
    return outcomes


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_sample_provokes_what_it_should_and_nothing_else(sample: Sample, outcomes: dict[str, Outcome]) -> None:
    if sample.name in KNOWN:
        pytest.xfail(KNOWN[sample.name])
    assert outcomes[sample.name] == sample.expects


def test_the_corpus_is_large_and_its_samples_have_names_of_their_own() -> None:
    names = [sample.name for sample in samples()]
    assert len(names) >= FEWEST_SAMPLES
    assert len(names) == len(set(names))


def test_known_defects_are_of_samples_that_exist() -> None:
    assert set(KNOWN) <= {sample.name for sample in samples()}


def test_every_reason_of_refusal_has_a_sample() -> None:
    provoked = {sample.expects for sample in samples() if isinstance(sample.expects, str)}
    assert set(reasons()) - provoked == NOT_OF_ONE_FILE


def test_every_rule_of_the_reader_has_a_sample() -> None:
    provoked = frozenset().union(*(sample.expects for sample in samples() if not isinstance(sample.expects, str)))
    of_layouts = LAYOUT_RULES  # of files in another system's layout: tests/layouts/test_delivered_layouts.py
    assert {*read_messages(), "column_unknown"} - of_layouts - provoked == set()


def test_every_check_of_every_form_has_a_sample_or_is_known_to_lie_outside_of_a_file() -> None:
    contract = load_contract()
    names = {sample.name for sample in samples()}
    checks = {f"{form.key}: {check.rule}" for form in contract.forms.values() for check in checks_of(form, contract)}
    assert checks - names == NOT_IN_A_FILE


def test_every_form_has_good_samples_in_three_languages() -> None:
    good = {sample.name for sample in samples() if sample.expects == frozenset()}
    lacking = [
        (form, language)
        for form in load_contract().forms
        for language in ("en", "fr", "es")
        if not any(name.startswith(f"good {form} {language} ") for name in good)
    ]
    assert lacking == []
