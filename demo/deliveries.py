"""Which office delivers what and when: on time, late, corrected, twice, in part, totals alone, nil, or nothing.

Belongs here: from an office's rows to the files of its deliveries. Does not: the rows (population.py, faults.py).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from demo.office_files import Content, separated, workbook
from demo.office_language import Style, style_of, worded
from demo.random_answers import Generator
from demo.targets import Targets, UnknownColumn
from expectations.calendar import submission_period
from expectations.contract import Contract

NO_WORKBOOK = b"This text is no workbook. It stands in the demonstration so that it is rejected.\n"
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class PlannedDelivery:
    """One folder of the drop; ``rejected`` is the reason for which it must be, blank where it is good."""

    office: str
    name: str
    files: dict[str, bytes]
    rejected: str = ""


@dataclass(frozen=True)
class Season:
    """What all deliveries of a year share."""

    targets: Targets
    contract: Contract
    spread: dict[str, Any]
    extra: UnknownColumn


def _day(rng: Generator, season: Season, office: str) -> date:
    period = submission_period(season.targets.year)
    if office in season.targets.offices.late:
        return period.deadline + timedelta(days=int(rng.integers(2, 50)))
    return period.opens + timedelta(days=int(rng.integers(20, 57)))


def _files(office: str, frames: Frames, style: Style, season: Season, **more_cover: str) -> dict[str, bytes]:
    contract, texts = season.contract, season.spread["offices"]
    tables = {
        key: worded(frames[key], form, style, contract, season.spread)
        for key, form in contract.forms.items()
        if key in frames
    }
    missing = [key for key in contract.forms if key not in tables]
    cover = {
        "office": office,
        "year": str(season.targets.year),
        "language": style.language,
        "nature": "demonstration",
        "nil_forms": ";".join(missing),
    } | more_cover
    extra = None
    if office in season.extra.offices:
        extra = (season.extra.header[style.language], season.extra.text[style.language])
    content = Content({key: value for key, value in cover.items() if value}, tables, extra)
    if not style.workbook:
        return separated(content, contract, style)
    title = texts["titles"][style.language].format(year=season.targets.year)
    names = {"cover_sheet": texts["cover_sheet"][style.language], "title": title}
    return {f"review_{season.targets.year}_{office}.xlsx": workbook(content, contract, style, names)}


def _without_last(frames: Frames, share: float) -> Frames:
    return {form: frame.iloc[: max(1, int(len(frame) * share))] for form, frame in frames.items()}


def _rejected(
    office: str, reason: str, name: str, frames: dict[str, Frames], style: Style, season: Season
) -> PlannedDelivery:
    if reason == "not_what_its_name_says":
        return PlannedDelivery(office, name, {f"review_{office}.xlsx": NO_WORKBOOK}, reason)
    other = "SEN"
    rows = {form: frame.head(40) for form, frame in frames[other].items()}
    if reason == "wrong_office":
        return PlannedDelivery(office, name, _files(other, rows, style, season), reason)
    nothing = {form: frame.head(1) for form, frame in rows.items()}
    headers = _files(office, nothing, Style(**{**vars(style), "workbook": False}), season, nil_forms="")
    files = {
        file: content.splitlines(keepends=True)[0] if file != "cover.csv" else content
        for file, content in headers.items()
    }
    return PlannedDelivery(office, name, files, reason)


def deliveries(seed: int, office: str, frames: dict[str, Frames], season: Season, place: int) -> list[PlannedDelivery]:
    """Return the deliveries of one office in their order; ``frames`` are the rows by office and form."""
    plan = season.targets.offices
    if office in plan.silent:
        return []
    rng = np.random.Generator(np.random.PCG64([seed, season.targets.year, 1 + place]))
    style = style_of(rng, office, place, season.spread)
    day = _day(rng, season, office)
    name = f"{day:%Y-%m-%d}-1"
    if office in plan.rejected:
        return [_rejected(office, plan.rejected[office], name, frames, style, season)]
    sent = frames.get(office, {})
    if office in plan.totals_only:  # of persons it says nothing but totals, which is no nil statement
        alone = _files(office, sent, style, season, nil_forms="health;projects")
        return [PlannedDelivery(office, name, alone)]
    whole = PlannedDelivery(office, name, _files(office, sent, style, season))
    earlier = f"{day - timedelta(days=12):%Y-%m-%d}-1"
    later = f"{day + timedelta(days=9):%Y-%m-%d}-1"
    if office in plan.corrected:
        return [PlannedDelivery(office, earlier, _files(office, _without_last(sent, 0.92), style, season)), whole]
    if office in plan.sent_twice:
        return [whole, PlannedDelivery(office, later, whole.files)]
    if office in plan.good_then_rejected:
        return [whole, PlannedDelivery(office, later, {f"review_{office}.xlsx": NO_WORKBOOK}, "not_what_its_name_says")]
    if office in plan.partial:
        part = {"trafficking": sent["trafficking"]}
        first = sent | {"trafficking": sent["trafficking"].head(len(sent["trafficking"]) // 2)}
        only = _files(office, part, style, season, only_forms="trafficking", nil_forms="")
        return [
            PlannedDelivery(office, earlier, _files(office, first, style, season)),
            PlannedDelivery(office, name, only),
        ]
    return [whole]
