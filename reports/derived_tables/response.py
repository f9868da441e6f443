"""How offices responded, by region and form: the annex's table, made from the states of offices and not from persons.

Belongs here: counting offices by regional office, form and state, and the words around the table. Does not: the states
(they come as a plain frame), persons. Offices are never named (field rule 9.5): counts of a region that disclose
the state of one office are suppressed (small_office_groups.py); how many offices a region has is public.
Grain: one cell per region, form and state.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from expectations.contract import Labels, load_contract
from expectations.geography import region_label, region_of, regions
from reports.disclosure.small_office_groups import OfficesByState, disclosive_regions
from reports.published.codes import NOT_STATED, TOTAL
from reports.published.protected_table import Cell, ProtectedTable, Status, TableText
from reports.specification_loader import load
from reports.statistics.dimensions import load_dimensions

KEY = "response_by_region_and_form"
THEME = "response"
DIMENSIONS = ("region", "form", "state")
SCHEME = "regional_office"
NO_REGION = NOT_STATED
MEASURE = "offices"
NOT_ASKED = ("not_applicable",)  # that no office of a region is asked for a form may be known of each


class ResponseTexts(BaseModel):
    """response.yaml: the words of the table, and the states in the order in which they are printed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Labels
    subtitle: Labels
    notes: tuple[Labels, ...]
    dimensions: dict[str, Labels]
    states: dict[str, Labels]


@lru_cache(maxsize=1)
def load_response_texts() -> ResponseTexts:
    """Load response.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("response.yaml", ResponseTexts, Path(__file__).parent)


def response_text(language: str = "en") -> TableText:
    """Return the words around the table."""
    texts, reserved = load_response_texts(), load_dimensions().reserved
    labels = {("region", region): region_label(SCHEME, region, language) for region in regions(SCHEME)}
    labels |= {("form", form.key): form.label.in_language(language) for form in load_contract().forms.values()}
    labels |= {("state", state): label.in_language(language) for state, label in texts.states.items()}
    for dimension, code in (("region", TOTAL), ("region", NO_REGION), ("state", TOTAL)):
        labels[dimension, code] = reserved[code].in_language(language)
    return TableText(
        texts.title.in_language(language),
        texts.subtitle.in_language(language),
        tuple(note.in_language(language) for note in texts.notes),
        {name: label.in_language(language) for name, label in texts.dimensions.items()},
        labels,
    )


def _unkeyed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def response_table(states: pd.DataFrame, year: int, tie_break: Callable[[str], str] = _unkeyed) -> ProtectedTable:
    """Return the table of a year from one row an office and form: columns office, form, state.

    ``tie_break`` returns a hexadecimal text for a name, keyed where the installation has a key.
    Raises ValueError for a state that response.yaml does not have, and for an office with two states for one form.
    """
    texts = load_response_texts()
    if states.duplicated(["office", "form"]).any():
        raise ValueError("an office has two states for one form")
    if set(states["state"]) - set(texts.states):
        raise ValueError("a state is none of response.yaml")
    of_office = {office: region_of(SCHEME, year, office) or NO_REGION for office in states["office"].unique()}
    frame = states.assign(region=states["office"].map(of_office))
    counts = frame.groupby(["region", "form", "state"]).size().to_dict()
    rows = [region for region in (*regions(SCHEME), NO_REGION) if region in set(of_office.values())]
    forms = [form for form in load_contract().forms if form in set(states["form"])]
    cells = []
    by_region = {
        form: {one: {state: counts.get((one, form, state), 0) for state in texts.states} for one in rows}
        for form in forms
    }
    telling = {form: _telling(form, counts_of, tie_break) for form, counts_of in by_region.items()}
    for region in (*rows, TOTAL):
        summed = rows if region == TOTAL else [region]
        for form in forms:
            found = {state: sum(by_region[form][one][state] for one in summed) for state in texts.states}
            for state, offices in {**found, TOTAL: sum(found.values())}.items():
                suppressed = region in telling[form] and state != TOTAL
                value, status = None if suppressed else float(offices), _status(suppressed)
                cells.append(Cell((region, form, state), year, MEASURE, MEASURE, "", value, status))
    return ProtectedTable(KEY, THEME, year, DIMENSIONS, tuple(cells), response_text())


def _telling(form: str, by_region: Mapping[str, OfficesByState], tie_break: Callable[[str], str]) -> set[str]:
    return disclosive_regions(by_region, lambda region: tie_break(f"{KEY}:{form}:{region}"), NOT_ASKED)


def _status(suppressed: bool) -> Status:
    return "confidential" if suppressed else "published"
