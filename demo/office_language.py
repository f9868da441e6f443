"""How an office writes its rows: its language, codes or labels, country codes or names, and its way with months.

Belongs here: from codes to an office's texts. Does not: into which file they go (office_files.py).
"""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from demo.faults import language_of
from demo.random_answers import Generator, drawn
from expectations.contract import Contract, Field, FieldType, Form
from expectations.geography import country_name, is_country

ISO_MONTH = re.compile(r"\d{4}-\d{2}")
YES_AND_NO = {"en": {"1": "yes", "0": "no"}, "fr": {"1": "oui", "0": "non"}, "es": {"1": "sí", "0": "no"}}


@dataclass(frozen=True)
class Style:
    """One office's habits; ``months`` is iso, slash, words or date (a date of Excel's; iso in a CSV file)."""

    language: str
    workbook: bool
    countries_by_name: bool
    codes_by_label: bool
    flags_by_word: bool
    headers_by_label: bool
    months: str
    semicolon: bool
    byte_order_mark: bool
    total_row: bool


def style_of(rng: Generator, office: str, place: int, spread: dict[str, Any]) -> Style:
    """Draw an office's habits; every other office sends a workbook."""
    chances = spread["offices"]
    names = ("countries_by_name", "codes_by_label", "flags_by_word", "headers_by_label", "semicolon", "byte_order_mark")
    drawn_habits = {name: bool(rng.random() < chances[name]) for name in names}
    return Style(
        language=language_of(office, spread),
        workbook=place % 2 == 0,
        months=str(drawn(rng, chances["months_given"], 1)[0]),
        total_row=bool(rng.random() < chances["with_total_row"]),
        **drawn_habits,
    )


def _country(text: str, language: str) -> str:
    return "; ".join(country_name(code, language) if is_country(code) else code for code in text.split(";"))


def _month(text: str, style: Style, names: list[str]) -> str:
    if ISO_MONTH.fullmatch(text) is None:
        return text
    year, _, month = text.partition("-")
    if style.months == "slash":
        return f"{month}/{year}"
    return f"{names[int(month) - 1]} {year}" if style.months == "words" else text


def _worded(text: str, field: Field, style: Style, contract: Contract, spread: dict[str, Any]) -> str:
    """Return an answer as the office writes it; what is no code stays as it is."""
    if field.type is FieldType.FLAG and style.flags_by_word:
        return YES_AND_NO[style.language].get(text, text)
    if field.type is FieldType.COUNTRY and style.countries_by_name:
        return _country(text, style.language)
    if field.type is FieldType.MONTH:
        return _month(text, style, spread["offices"]["month_names"][style.language])
    if field.type is FieldType.DECIMAL and style.language != "en" and not style.workbook:
        return text.replace(".", ",")
    if field.codes is not None and style.codes_by_label:
        code = contract.code_lists[field.codes].codes.get(text)
        return text if code is None else code.label.in_language(style.language)
    return text


def worded(frame: pd.DataFrame, form: Form, style: Style, contract: Contract, spread: dict[str, Any]) -> pd.DataFrame:
    """Return the columns that the office uses, in the form's order, as it writes them."""
    columns: dict[str, list[str]] = {}
    for field in form.fields:
        if field.name not in frame or not (frame[field.name] != "").any():
            continue
        texts = frame[field.name].tolist()
        wording = {text: _worded(text, field, style, contract, spread) if text else "" for text in dict.fromkeys(texts)}
        columns[field.name] = [wording[text] for text in texts]
    return pd.DataFrame(columns, dtype=object)
