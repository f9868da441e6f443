"""What the template writes, the reader reads: every form, in each of the three languages."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as given_by
from hypothesis import strategies as st

from expectations.contract import LANGUAGES, load_contract
from expectations.reading import DeliveryRejectedError
from expectations.template import fill, write_template
from tests.lib.submissions.filled_template import OFFICE, YEAR, as_read, given, read, records_of, said_in_one_cell

CONTRACT = load_contract()
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.generate], derandomize=True
)


def drawn(data: st.DataObject, *, in_one_cell: bool) -> dict[str, pd.DataFrame]:
    """Records of every form, as a template of one kind can say them."""
    records = {form.key: data.draw(records_of(form, CONTRACT)) for form in CONTRACT.forms.values()}
    if in_one_cell:
        records = {key: said_in_one_cell(frame, CONTRACT.forms[key]) for key, frame in records.items()}
    return {key: frame for key, frame in records.items() if len(frame)}


@pytest.mark.parametrize("in_one_cell", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_records_written_into_the_template_are_read_as_they_were(language: str, in_one_cell: bool) -> None:
    @FEW
    @given_by(st.data())
    def holds(data: st.DataObject) -> None:
        records = drawn(data, in_one_cell=in_one_cell)
        if not records:
            return
        reading = read(fill(CONTRACT, OFFICE, YEAR, language, records, rows=10, in_one_cell=in_one_cell), CONTRACT)
        assert set(reading.records) == set(records)
        for key, frame in records.items():
            assert given(reading, CONTRACT.forms[key]) == as_read(frame, CONTRACT.forms[key])
            assert set(reading.records[key]["unread"]) == {""}
        assert [finding.rule for finding in reading.findings] == []
        assert (reading.cover.office, reading.cover.year, reading.cover.language) == (OFFICE, YEAR, language)

    holds()


def test_the_records_drawn_answer_every_question_of_every_form() -> None:
    """So that a round trip that loses a field cannot pass."""
    answered: dict[str, set[str]] = {key: set() for key in CONTRACT.forms}

    @FEW
    @given_by(st.data())
    def collect(data: st.DataObject) -> None:
        for key, frame in drawn(data, in_one_cell=False).items():
            answered[key] |= set(frame.columns[frame.notna().any()])

    collect()
    assert answered == {key: set(form.by_name) for key, form in CONTRACT.forms.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_read_from_its_label(language: str) -> None:
    for form in CONTRACT.forms.values():
        lists = {f.name: list(CONTRACT.code_lists[f.codes].codes) for f in form.fields if f.codes is not None}
        longest = max(map(len, lists.values()))
        codes = {name: [known[place % len(known)] for place in range(longest)] for name, known in lists.items()}
        references = {form.reference_field: [f"R-{place}" for place in range(longest)]} if form.reference_field else {}
        records = pd.DataFrame({**references, **codes}, dtype=object)
        reading = read(fill(CONTRACT, OFFICE, YEAR, language, {form.key: records}, rows=10), CONTRACT)
        for name, known in codes.items():
            assert reading.records[form.key][name].tolist() == known, (form.key, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nil_returns_are_said_form_by_form(language: str) -> None:
    nil = ["trafficking", "health"]
    reading = read(fill(CONTRACT, OFFICE, YEAR, language, {}, nil_forms=nil), CONTRACT)
    assert reading.cover.nil_forms == frozenset(nil)
    assert reading.findings == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_template_is_no_submission_of_anything(language: str) -> None:
    with pytest.raises(DeliveryRejectedError) as refused:
        read(write_template(CONTRACT, OFFICE, YEAR, language), CONTRACT)
    assert refused.value.reason == "no_rows"


def test_a_text_that_begins_like_a_formula_stays_text() -> None:
    records = pd.DataFrame({"code": ["P-1"], "title": ["=1+1"]}, dtype=object)
    reading = read(fill(CONTRACT, OFFICE, YEAR, "en", {"projects": records}), CONTRACT)
    assert reading.records["projects"]["title"].tolist() == ["=1+1"]
    assert reading.findings == []
