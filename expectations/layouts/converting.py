"""From a file in another system's layout to submissions in our own format.

Belongs here: mapping columns to fields, and counting what could not be carried. Does not: where a layout says what goes
where (layout.py), where submissions are written (pipelines), reading them (expectations/reading).
"""

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from expectations.geography import country_code, is_country
from expectations.layouts.layout import Layout, LayoutFault

NOT_STATED = "XXX"  # the office of rows without a country


@dataclass(frozen=True)
class ForeignSubmission:
    """What one office (country) of one year sends: ``cover.csv`` and one CSV of the form, as bytes.

    ``losses`` counts the rows of this submission that lost something, by what was lost; the keys are fields and columns
    of the layout, never texts of the file.
    """

    office: str
    year: int
    files: dict[str, bytes]
    records: int
    losses: dict[str, int]


def read_columns(layout: Layout, path: Path) -> pd.DataFrame:
    """Read the file as text, blank for missing; one row a line, the index counting from 0.

    Raises LayoutFault where the file is no CSV file or its columns are not those of the layout.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except (OSError, EOFError, ValueError, zlib.error) as fault:
        # The parser's own message may quote the file.
        raise LayoutFault(f"layout {layout.name}: the file cannot be read as CSV ({type(fault).__name__})") from None
    missing = [column for column in layout.columns if column not in frame.columns]
    if missing:
        raise LayoutFault(f"layout {layout.name}: the file has no column {', '.join(missing)}")
    places = [str(place) for place, column in enumerate(frame.columns, 1) if column not in layout.columns]
    if places:
        raise LayoutFault(f"layout {layout.name}: the layout does not know the columns at {', '.join(places)}")
    return frame.map(str.strip) if _padded(frame) else frame


def _padded(frame: pd.DataFrame) -> bool:
    uniques = (text for column in frame for text in frame[column].unique())
    return any(text != text.strip() for text in uniques)


def years_of(layout: Layout, frame: pd.DataFrame) -> "pd.Series[int]":
    """Return the year of each row; 0 where it is not stated: such a row belongs to no review."""
    stated = frame[layout.year].where(frame[layout.year].str.fullmatch(r"(19|20)\d\d"), "0")
    return stated.astype("int64")


def _country(text: str) -> str:
    code = country_code(text) if text else None
    return code if code is not None and (is_country(code) or code == "XXA") else ""


def _translated(column: "pd.Series[str]", values: dict[str, str]) -> "pd.Series[str]":
    return column.map(values).fillna("").astype("str")


def mapped(layout: Layout, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the fields of each row as texts of our contract, and what each row lost (one 0/1 column a loss)."""
    fields: dict[str, pd.Series[str]] = {}
    losses: dict[str, pd.Series[bool]] = {}
    fields["case_ref"] = layout.reference + "-" + (frame.index.to_series() + 2).astype("str")  # line 1 is the header
    for field, name in layout.countries.items():
        column = frame[name]
        fields[field] = _translated(column, {text: _country(text) for text in column.unique()})
        losses[f"{field}: not a country"] = (column != "") & (fields[field] == "")
    for field, coded in layout.codes.items():
        column = frame[coded.column]
        fields[field] = _translated(column, coded.values)
        losses[f"{field}: not in the list"] = (column != "") & (fields[field] == "")
    for field, columns in layout.flags.items():
        answers = frame[list(columns)]
        yes = answers.isin(layout.yes_is)
        fields[field] = yes.any(axis=1).map({True: "1", False: ""}).astype("str")
        losses[f"{field}: not in the list"] = ((answers != "") & ~yes).any(axis=1)
    for field, answers_by_column in layout.one_of.items():
        yes = frame[list(answers_by_column)].isin(layout.yes_is)
        chosen = yes.idxmax(axis=1).map(answers_by_column)
        fields[field] = chosen.where(yes.sum(axis=1) == 1, "").astype("str")
        losses[f"{field}: several answers"] = yes.sum(axis=1) > 1
    for name in layout.not_carried:
        losses[f"{name}: not carried"] = frame[name] != ""
    return pd.DataFrame(fields), pd.DataFrame(losses, index=frame.index)


def _cover(layout: Layout, office: str, year: int) -> bytes:
    text = io.StringIO(newline="")
    told = {"office": office, "year": str(year), "nature": layout.nature, **layout.cover}
    csv.writer(text, lineterminator="\n").writerows([("key", "value"), *told.items()])
    return text.getvalue().encode()


def convert(layout: Layout, path: Path, years: set[int] | None = None) -> Iterator[ForeignSubmission]:
    """Yield one submission an office and year, by year and office; all years where ``years`` is None.

    An office is the country of the layout's ``office`` column; rows without one go to XXX, their country left blank.
    Rows without a year belong to no submission (``years_of`` tells how many). Identical rows stay persons of their own.
    Raises LayoutFault as ``read_columns`` does.
    """
    frame = read_columns(layout, path)
    year_of_row = years_of(layout, frame)
    frame = frame[year_of_row.isin(years) if years is not None else year_of_row > 0]
    fields, losses = mapped(layout, frame)
    countries = {text: _country(text) or NOT_STATED for text in frame[layout.office].unique()}
    office_of_row = _translated(frame[layout.office], countries)
    order = pd.DataFrame({"year": year_of_row.loc[frame.index], "office": office_of_row}).sort_values(
        ["year", "office"], kind="stable"
    )
    header, *lines = fields.loc[order.index].to_csv(index=False, lineterminator="\n").splitlines(keepends=True)
    lost = losses.groupby([order["year"], order["office"]], sort=True).sum()
    records = order.groupby(["year", "office"], sort=True).size()
    ends = records.cumsum()
    for key, count, end in zip(records.index.to_flat_index(), records, ends, strict=True):
        year, office = int(key[0]), str(key[1])
        form = "".join([header, *lines[end - count : end]]).encode()
        losing = {str(loss): int(times) for loss, times in lost.loc[key].items() if times}
        files = {"cover.csv": _cover(layout, office, year), f"{layout.form}.csv": form}
        yield ForeignSubmission(office, year, files, int(count), losing)
