"""An independent reading and counting of the demonstration's files: calamine and csv alone, nothing of our reading."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineWorkbook

from demo import DemonstrationSummary
from expectations.contract import Contract, FieldType, Form
from expectations.geography import all_codes, country_name

Row = dict[str, str]
FLAGS = {"yes": "1", "oui": "1", "sí": "1", "1": "1", "no": "0", "non": "0", "0": "0"}
COUNTRIES = {country_name(code, lang): code for lang in ("en", "fr", "es") for code in all_codes()}


@dataclass
class Person:
    """What the forms together say of one person."""

    forms: set[str] = field(default_factory=set)
    sex: str = ""
    group: str = ""
    nationalities: set[str] = field(default_factory=set)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if isinstance(cell, str | int | float) else str(cell)[:7]


def _sheets(content: bytes) -> list[list[list[str]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [[[_text(cell) for cell in row] for row in book.get_sheet_by_name(n).to_python()] for n in book.sheet_names]


def _separated(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    first = text.splitlines()[0]
    return list(
        csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    )


def _canonical(row: Row, form: Form, contract: Contract) -> Row:
    plain = dict(row)
    for name, text in row.items():
        known = form.by_name.get(name)
        if known is None or not text:
            continue
        if known.type is FieldType.FLAG:
            plain[name] = FLAGS.get(text, "")
        elif known.type is FieldType.COUNTRY:
            codes = [COUNTRIES.get(part.strip(), part.strip()) for part in text.split(";")]
            plain[name] = ";".join(code if code in all_codes() else "" for code in codes)
        elif known.codes is not None:
            codes_ = contract.code_lists[known.codes].codes
            labels = {label: code for code, entry in codes_.items() for label in vars(entry.label).values()}
            plain[name] = text if text in codes_ else labels.get(text, "")
    return plain


def _rows(header: list[str], body: list[list[str]], form: Form) -> list[Row]:
    names = {label: f.name for f in form.fields for label in (f.name, *vars(f.label).values())}
    fields = [names.get(text, "") for text in header]
    rows = [{name: text for name, text in zip(fields, line, strict=False) if name} for line in body]
    return [row for row in rows if any(row.values()) and row.get("case_ref") != "Total"]


def delivery_rows(folder: Path, contract: Contract) -> dict[str, list[Row]]:
    """Return the rows of one delivery by form, as codes; the cover as form ``cover``, one row."""
    found: dict[str, list[Row]] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".xlsx":
            cover, *sheets = _sheets(path.read_bytes())
            found["cover"] = [{row[0]: row[1] for row in cover}]
            for sheet in sheets:
                form = next(f for f in contract.forms.values() if sheet[0][0].split(" – ")[1] in vars(f.label).values())
                found[form.key] = _rows(sheet[3], sheet[4:], form)
        elif path.stem == "cover":
            found["cover"] = [{row[0]: row[1] for row in _separated(path.read_bytes())}]
        else:
            header, *body = _separated(path.read_bytes())
            found[path.stem] = _rows(header, body, contract.forms[path.stem])
    return {
        key: rows if key == "cover" else [_canonical(row, contract.forms[key], contract) for row in rows]
        for key, rows in found.items()
    }


def standing_rows(drop: Path, summary: DemonstrationSummary, contract: Contract) -> dict[str, list[Row]]:
    """Return the rows of the submissions that stand, by form, each with its office; a later delivery supersedes."""
    standing: dict[str, list[Row]] = {key: [] for key in contract.forms}
    for office in sorted(path for path in (drop / str(summary.year)).iterdir()):
        current: dict[str, list[Row]] = {}
        for folder in sorted(office.iterdir()):
            if (office.name, folder.name) in summary.rejected:
                continue
            rows = delivery_rows(folder, contract)
            cover = rows.pop("cover")[0]
            current = {**(current if cover.get("only_forms") else {}), **rows}
        for form, rows in current.items():
            standing[form] += [row | {"office": office.name} for row in rows]
    return standing


def accepted(rows: list[Row]) -> list[Row]:
    """Return the rows that are not held back: with a reference, and the first with it at its office."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for row in rows:
        key = (row["office"], row.get("case_ref", ""))
        if key[1] and key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def age_group(row: Row, contract: Contract) -> str:
    """Return CHILD, ADULT or blank, by age in years or else by band."""
    age = row.get("age", "")
    if age.isdecimal() and int(age) <= 120:
        return "CHILD" if int(age) < 18 else "ADULT"
    band = row.get("age_band", "")
    if not band or band == "U":
        return ""
    return contract.code_lists["age_band"].reaches(band, frozenset({"CHILD", "ADULT"})) or ""


def identity(row: Row) -> str:
    """Return who the row is of: the link key, else the reference at the office."""
    return row.get("link_key") or f"{row['office']}|{row['case_ref']}"


def victims(standing: dict[str, list[Row]]) -> list[Row]:
    """Return one row a victim."""
    rows = [row for row in accepted(standing["trafficking"]) if row["trafficking_status"] != "NotAVictim"]
    return list({identity(row): row for row in reversed(rows)}.values())


def returned(standing: dict[str, list[Row]]) -> list[Row]:
    """Return the rows of the host side."""
    return [row for row in accepted(standing["returns"]) if row["side"] == "HOST"]


def persons(standing: dict[str, list[Row]], contract: Contract) -> dict[str, Person]:
    """Return every person assisted, once, over the three forms; the side of origin is not in it."""
    found: dict[str, Person] = {}
    parts = {
        "trafficking": victims(standing),
        "returns": returned(standing),
        "vulnerable": accepted(standing["vulnerable"]),
    }
    for form, rows in parts.items():
        for row in rows:
            person = found.setdefault(identity(row), Person())
            person.forms.add(form)
            person.sex = person.sex or row.get("sex", "")
            person.group = person.group or age_group(row, contract)
            person.nationalities |= set(row.get("citizenship", "").split(";")) - {""}
    return found


def tally(rows: list[Row], name: str) -> Counter[str]:
    """Return how many rows hold each answer; several answers count each."""
    return Counter(part for row in rows for part in row.get(name, "").split(";"))
