"""Records written in each layout come back as they were, but for what the layout says it cannot carry."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as given_by
from hypothesis import strategies as st

from expectations.contract import Form, load_contract
from expectations.layouts import Layout, all_layouts, rows_of, submissions_of, the_fit
from expectations.layouts.detect_layout import names_of_all
from expectations.layouts.foreign_file import grids_of_file
from expectations.reading import SubmittedFile, read_submission
from tests.layouts.written_in_layout import OFFICE, YEAR, Record, carried, file_of, records_of, row_of

CONTRACT = load_contract()
FEW = settings(max_examples=6, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.generate])
LAYOUTS = [(layout, form) for layout in all_layouts() for form in layout.forms]
OF_THE_ROW = ("file_no", "sheet_no", "row_no", "unread", "person_key")


def back(layout: Layout, form: Form, content: bytes) -> list[dict[str, Any]]:
    """The records of a file as the reader makes them of the submission that it becomes."""
    file = grids_of_file("foreign.csv", content, names_of_all([layout]))
    said = (None if layout.office else OFFICE, None if layout.year else YEAR)
    (made,) = submissions_of(rows_of(the_fit(file, [layout]), *said))
    assert (made.office, made.year) == (OFFICE, YEAR)
    files = [SubmittedFile(name, content) for name, content in made.files.items()]
    reading = read_submission(files, CONTRACT, OFFICE, YEAR, lambda text: f"<{text}>")
    frame = reading.records[form.key]
    assert set(frame["unread"]) == {""}
    assert frame["person_key"].is_unique if form.has_persons else True
    frame = frame.astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def expected_reference(layout: Layout, form: Form, record: Record, line: int) -> str:
    mapping = layout.forms[form.key]
    is_carried = "case_ref" in mapping.same or "case_ref" in mapping.named(form)
    reference = record["case_ref"] if is_carried else f"{layout.reference}-{line}"
    return f"<{OFFICE}|{str(reference).casefold()}>"


@pytest.mark.parametrize(("layout", "key"), LAYOUTS, ids=[f"{layout.name}-{form}" for layout, form in LAYOUTS])
def test_records_written_in_a_layout_come_back(layout: Layout, key: str) -> None:
    form = CONTRACT.forms[key]

    @FEW
    @given_by(st.data())
    def holds(data: st.DataObject) -> None:
        drawn = data.draw(records_of(form, CONTRACT))
        if layout.office in layout.forms[key].countries.values():
            drawn = [record | {"country_of_exploitation": OFFICE} for record in drawn]
        records = [(record, carried(layout, form, record)) for record in drawn]
        if not form.has_persons:
            records = [(r, kept) for r, kept in records if sum(value is not None for value in kept.values()) > 1]
        records = [(r, kept) for r, kept in records if row_of(layout, form, kept)]  # a row with nothing is no record
        if not records:
            return
        found = back(layout, form, file_of(layout, [row_of(layout, form, kept) for _, kept in records]))
        told = [{name: value for name, value in row.items() if name not in OF_THE_ROW} for row in found]
        expected = []
        for line, (record, kept) in enumerate(records, start=2):
            own = {name: value for name, value in kept.items() if name not in ("case_ref", "link_key")}
            if "link_key" in kept:
                own["link_key"] = f"<link|{kept['link_key'].casefold()}>" if kept["link_key"] else None
            expected.append(own)
            if form.has_persons:
                assert found[line - 2]["person_key"] == expected_reference(layout, form, record, line)
        for one, other in zip(told, expected, strict=True):
            assert _rounded(one) == _rounded(other)

    holds()


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 6) if isinstance(value, float) else value for name, value in sorted(row.items())}


def test_every_code_that_a_layout_translates_is_read_as_that_code(tmp_path: Path) -> None:
    """Not one text of any shipped layout is lost: each alone in a row gives its code."""
    for layout, key in LAYOUTS:
        form = CONTRACT.forms[key]
        mapping = layout.forms[key]
        texts = [
            (name, one.column, text, code)
            for name, coded in mapping.codes.items()
            for one in coded.chain()
            for text, code in one.values.items()
        ]
        texts += [
            (name if name in form.by_name else f"{name}_{code}", answers.column, text, code)
            for name, answers in mapping.answers.items()
            for text, code in answers.values.items()
            if code
        ]
        if not texts:
            continue
        blank = row_of(layout, form, dict.fromkeys(form.by_name))
        if "case_ref" in mapping.same:
            blank = blank | {mapping.same["case_ref"]: "R-1"}
        rows = [blank | {column: text} for _, column, text, _ in texts]
        if "case_ref" in mapping.same:
            rows = [row | {mapping.same["case_ref"]: f"R-{place}"} for place, row in enumerate(rows)]
        found = back(layout, form, file_of(layout, rows))
        for (name, _, text, code), record in zip(texts, found, strict=True):
            told = record[name]
            wanted = (
                code if form.by_name[name].codes else (1 if form.by_name[name].group in mapping.answers else int(code))
            )
            assert told == wanted, (layout.name, name, text)
