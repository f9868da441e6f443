"""From a file in another system's layout to submissions in our own format, one an office and year.

Belongs here: which rows belong to which office and year, rows that are no records, and the files of a submission. Does
not: columns to fields (translate_rows.py), where submissions are written (pipelines), reading them
(expectations/reading).
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from expectations.contract import load_contract
from expectations.layouts.cell_translation import NOT_IN_LAYOUT, country_in, number_of_persons, year_of
from expectations.layouts.detect_layout import Fit, the_fit
from expectations.layouts.detect_layout import names_of_all as names_of_layouts
from expectations.layouts.foreign_file import read_file
from expectations.layouts.layout import Layout, LayoutError
from expectations.layouts.translate_rows import Loss, Translated, columns_of, translated, translated_by

NOT_STATED = "XXX"  # the office of rows without a country
SHOWN_ROWS = 8


@dataclass(frozen=True)
class ForeignSubmission:
    """What one office (country) of one year sends: ``cover.csv`` and one CSV a form, as bytes.

    ``losses`` counts the rows of this submission that lost something, by what was lost; the keys are fields and columns
    of the layout, never texts of the file.
    """

    office: str
    year: int
    files: dict[str, bytes]
    records: int
    losses: dict[str, int]


@dataclass
class ForeignRows:
    """The rows of a file that are records, with the office and the year of each (0 where none is stated)."""

    fit: Fit
    frame: pd.DataFrame
    year: "pd.Series[int]"
    office: "pd.Series[str]"
    skipped: int = 0
    totals: int = 0
    totals_that_differ: list[int] = field(default_factory=list)  # rows in the file

    @property
    def layout(self) -> Layout:
        """The layout of the file."""
        return self.fit.layout

    @cached_property
    def by_form(self) -> dict[str, Translated]:
        """The fields of each form, by row."""
        contract = load_contract()
        return {key: translated(self.layout, contract.forms[key], self.frame) for key in self.layout.forms}

    def only(self, years: set[int] | None) -> "ForeignRows":
        """Return the rows of these years; of all stated years where None."""
        wanted = self.year.isin(years) if years is not None else self.year > 0
        return ForeignRows(self.fit, self.frame[wanted], self.year[wanted], self.office[wanted])

    def places(self, loss: Loss) -> list[int]:
        """Return the first rows, as Excel numbers them, that lost something."""
        rows = [t.losses[loss] for t in self.by_form.values() if loss in t.losses]
        numbers = sorted({int(row) for lost in rows for row in lost.index[lost.astype("bool")][:SHOWN_ROWS]})
        return numbers[:SHOWN_ROWS]


def rows_of(fit: Fit, office: str | None = None, year: int | None = None) -> ForeignRows:
    """Return the records of a sheet. ``office`` and ``year`` are given where the layout has no column for them.

    Raises LayoutError where they are needed and not given, or given although the file has them.
    """
    layout = fit.layout
    for what, column, given in (("office", layout.office, office), ("year", layout.year, year)):
        if column is None and given is None:
            raise LayoutError(f"layout {layout.name}: the file does not say the {what}; say it")
        if column is not None and given is not None:
            raise LayoutError(f"layout {layout.name}: the file itself says the {what} of each row")
    frame = columns_of(fit)
    is_label = _any_says(frame, layout.skip_rows)
    is_total = _any_says(frame, layout.totals) & ~is_label
    kept = frame[~is_label & ~is_total]
    if layout.year is not None:
        years = translated_by(kept[layout.year], lambda text: year_of(text) or "0").replace("", "0").astype("int64")
    else:
        years = pd.Series(year, index=kept.index, dtype="int64")
    if layout.office is not None:
        known = layout.offices

        def office_of(text: str) -> str:
            return known.get(text) or country_in(layout)(text)

        offices = translated_by(kept[layout.office], office_of).replace({"": NOT_STATED, NOT_IN_LAYOUT: NOT_STATED})
    else:
        offices = pd.Series(office, index=kept.index, dtype="str")
    rows = ForeignRows(fit, kept, years, offices, int(is_label.sum()), int(is_total.sum()))
    rows.totals_that_differ = _totals_that_differ(layout, frame[is_total], kept)
    return rows


def _any_says(frame: pd.DataFrame, texts: dict[str, tuple[str, ...]]) -> "pd.Series[bool]":
    matches = pd.Series(False, index=frame.index)
    for column, names in texts.items():
        if column in frame:
            matches |= frame[column].isin(names)
    return matches


def _totals_that_differ(layout: Layout, totals: pd.DataFrame, kept: pd.DataFrame) -> list[int]:
    """Return the rows whose total is not that of the rows which it sums up: same year, same texts where it has one."""
    column = next(
        (m.persons or m.same.get("value") for m in layout.forms.values() if m.persons or "value" in m.same), None
    )
    if column is None or totals.empty:
        return []
    persons = kept[column].map({text: number_of_persons(text) or 0 for text in kept[column].unique()}).astype("int64")
    keys = [*layout.totals, *([layout.year] if layout.year and layout.year not in layout.totals else [])]
    differing: list[int] = []
    for signature, group in totals.groupby([totals[name].isin(layout.totals.get(name, ())) for name in keys]):
        of_parts = [name for name, is_total in zip(keys, _as_tuple(signature), strict=True) if not is_total]
        if of_parts:
            sums = {
                _as_tuple(key): int(n) for key, n in persons.groupby([kept[name] for name in of_parts]).sum().items()
            }
        else:
            sums = {(): int(persons.sum())}
        totals_of_group = group[column].map({text: number_of_persons(text) for text in group[column].unique()})
        parts = list(zip(*(group[name] for name in of_parts), strict=True)) if of_parts else [()] * len(group)
        for row, total, part in zip(group.index, totals_of_group, parts, strict=True):
            if pd.isna(total) or int(total) != sums.get(part, 0):
                differing.append(int(row))
    return sorted(differing)


def _as_tuple(key: object) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else (key,)


def _cover(layout: Layout, office: str, year: int) -> bytes:
    text = io.StringIO(newline="")
    answers = {"office": office, "year": str(year), "nature": layout.nature, "only_forms": ";".join(layout.forms)}
    csv.writer(text, lineterminator="\n").writerows([("key", "value"), *(answers | layout.cover).items()])
    return text.getvalue().encode()


def submissions_of(rows: ForeignRows) -> Iterator[ForeignSubmission]:
    """Yield one submission an office and year that has records, by year and office."""
    records = {key: _split(of_form, rows) for key, of_form in rows.by_form.items()}
    losses = _losses(rows)
    for year, office in sorted({key for parts in records.values() for key in parts}):
        parts_of_submission = {form: parts[year, office] for form, parts in records.items() if (year, office) in parts}
        files = {f"{form}.csv": content for form, (content, _) in parts_of_submission.items()}
        cover = {"cover.csv": _cover(rows.layout, office, year)}
        counted = sum(count for _, count in parts_of_submission.values())
        yield ForeignSubmission(office, year, cover | files, counted, losses.get((year, office), {}))


def _losses(rows: ForeignRows) -> dict[tuple[int, str], dict[str, int]]:
    """Return how many rows of each year and office lost what."""
    lost_rows: dict[str, pd.Index] = {}
    for of_form in rows.by_form.values():
        for loss, lost in of_form.losses.items():
            index = lost.index[lost.to_numpy(dtype="bool")]
            lost_rows[loss.what] = lost_rows[loss.what].union(index) if loss.what in lost_rows else index
    losses: dict[tuple[int, str], dict[str, int]] = {}
    for what, index in lost_rows.items():
        if len(index):
            keys = pd.DataFrame({"year": rows.year.loc[index], "office": rows.office.loc[index]})
            for key, times in keys.groupby(["year", "office"]).size().items():
                year, office = _as_tuple(key)
                losses.setdefault((int(str(year)), str(office)), {})[what] = int(times)
    return losses


def _split(of_form: Translated, rows: ForeignRows) -> dict[tuple[int, str], tuple[bytes, int]]:
    """Return the CSV and the number of records of each year and office."""
    lines = of_form.fields.index
    keys = pd.DataFrame({"year": rows.year.loc[lines].to_numpy(), "office": rows.office.loc[lines].to_numpy()})
    order = keys.sort_values(["year", "office"], kind="stable")
    if order.empty:
        return {}
    ordered = of_form.fields.iloc[order.index.to_numpy()]
    header, *texts = ordered.to_csv(index=False, lineterminator="\n").splitlines(keepends=True)
    counts = order.groupby(["year", "office"], sort=True).size()
    ends = counts.cumsum()
    return {
        (int(str(year)), str(office)): ("".join([header, *texts[end - count : end]]).encode(), int(count))
        for (year, office), count, end in zip(counts.index.to_flat_index(), counts, ends, strict=True)
    }


def fit_of_file(path: Path, layouts: tuple[Layout, ...]) -> Fit:
    """Return how a file on disk is in one of these layouts. Raises LayoutError where it is in none, or in two."""
    return the_fit(read_file(path, names_of_layouts(layouts)), layouts)


def convert(
    layout: Layout,
    path: Path,
    years: set[int] | None = None,
    *,
    office: str | None = None,
    year: int | None = None,
) -> Iterator[ForeignSubmission]:
    """Yield one submission an office and year, by year and office; all years where ``years`` is None.

    An office is the country of the layout's ``office`` column; rows without one go to XXX, their country left blank.
    Rows without a year belong to no submission. Identical rows stay persons of their own. Raises LayoutError.
    """
    yield from submissions_of(rows_of(fit_of_file(path, (layout,)), office, year).only(years))
