"""The faults of a demonstration year: about one row in a hundred, in rows that the targets do not depend on.

Belongs here: writing faults.yaml into the rows, and counting them. Does not: the correct rows (population.py).
"""

from collections import Counter
from typing import Any

import pandas as pd

from demo.random_answers import Generator
from demo.summary import InjectedFault
from demo.targets import Faults, RowFault, Targets

ROWS_ARE_OF = 103_000
"""The persons of the year for which faults.yaml gives its rows."""


def language_of(office: str, spread: dict[str, Any]) -> str:
    """Return the language in which an office writes."""
    return "fr" if office in spread["offices"]["french"] else "es" if office in spread["offices"]["spanish"] else "en"


def _rows_of(count: int, targets: Targets) -> int:
    return max(1, round(count * targets.persons / ROWS_ARE_OF))


def _possible(frame: pd.DataFrame, when: dict[str, tuple[str, ...]], shared: pd.Series) -> pd.DataFrame:
    fits = ~frame["beside"] & (frame["fault"] == "") & ~frame["person"].isin(shared)
    for field, values in when.items():
        column = frame[field] if field in frame else pd.Series("", index=frame.index)
        fits &= (column != "") if values == ("*",) else column.isin(values)
    return frame[fits]


def _write(
    rng: Generator, frame: pd.DataFrame, fault: RowFault, shared: pd.Series, targets: Targets, spread: dict[str, Any]
) -> None:
    possible = _possible(frame, fault.when, shared)
    count = _rows_of(fault.rows, targets)
    if len(possible) < count:
        raise ValueError(f"too few rows for the fault {fault.kind} in {fault.form}")
    chosen = possible.sample(n=count, random_state=rng)
    for field, texts in fault.write.items():
        if field not in frame:
            frame[field] = ""
        written = []
        for office, host in zip(chosen["office"], chosen.get("host", chosen["office"]), strict=True):
            text = str(rng.choice(texts[language_of(office, spread)]))
            text = host if text == "=host" else text
            written.append(text.format(year=targets.year, year_before=targets.year - 1))
        frame.loc[chosen.index, field] = pd.Series(written, index=chosen.index, dtype=object)
    frame.loc[chosen.index, "fault"] = fault.kind
    frame.loc[chosen.index, "rule"] = fault.rule


def with_faults(
    rng: Generator, rows: dict[str, pd.DataFrame], faults: Faults, targets: Targets, spread: dict[str, Any]
) -> dict[str, pd.DataFrame]:
    """Return the rows with faults written in, rows to hold back added, and ``fault`` and ``rule`` naming each.

    Rows come in the order in which the office writes them: a row to be held back as a repetition comes after the
    first. Raises ValueError where there are too few rows that a fault fits.
    """
    persons = pd.concat([frame["person"] for frame in rows.values()])
    shared = persons[persons.duplicated(keep=False)]
    faulty = {form: frame.assign(fault="", rule="", place=rng.random(len(frame))) for form, frame in rows.items()}
    for fault in faults.in_a_row:
        _write(rng, faulty[fault.form], fault, shared, targets, spread)
    for held in faults.held_back:
        frame = faulty[held.form]
        copies = _possible(frame, {}, shared).sample(n=_rows_of(held.rows, targets), random_state=rng)
        later = copies["place"] + (1 - copies["place"]) * (0.001 + 0.999 * rng.random(len(copies)))
        copies = copies.assign(fault=held.kind, rule=held.rule, place=later, beside=True, link_key="")
        if held.kind == "reference_missing":
            copies["case_ref"] = ""
        faulty[held.form] = pd.concat([frame, copies], ignore_index=True)
    return {form: frame.sort_values(["office", "place"], kind="stable") for form, frame in faulty.items()}


def counted(rows: dict[str, pd.DataFrame]) -> tuple[InjectedFault, ...]:
    """Return the faulty rows by form, kind and rule."""
    parts = [frame[frame["fault"] != ""].assign(form=form) for form, frame in rows.items()]
    keys = pd.concat(parts)[["form", "fault", "rule"]].to_numpy().tolist()
    counts = Counter((str(form), str(kind), str(rule)) for form, kind, rule in keys)
    return tuple(InjectedFault(*key, rows=count) for key, count in sorted(counts.items()))
