"""Writing the demonstration submissions of a year into the drop.

Belongs here: the whole way from targets to files. Does not: whether they are there already (the command decides).
"""

from pathlib import Path

import numpy as np
import pandas as pd

from demo.deliveries import PlannedDelivery, Season, deliveries
from demo.faults import counted, with_faults
from demo.population import population
from demo.programme_work import programme_work
from demo.summary import DemonstrationSummary
from demo.targets import OfficePlan, load_distributions, load_faults, load_targets
from expectations.contract import Contract
from expectations.geography import offices


def _by_office(rows: dict[str, pd.DataFrame]) -> dict[str, dict[str, pd.DataFrame]]:
    frames: dict[str, dict[str, pd.DataFrame]] = {}
    for form, frame in rows.items():
        for office, part in frame.groupby("office", sort=True):
            frames.setdefault(str(office), {})[form] = part
    return frames


def _named(planned: list[PlannedDelivery], offices_: tuple[str, ...], last: bool) -> tuple[tuple[str, str], ...]:
    """Return office and delivery of the first, or else the last, delivery of these offices."""
    found = {}
    for delivery in planned:
        if delivery.office in offices_ and (last or delivery.office not in found):
            found[delivery.office] = delivery.name
    return tuple(sorted(found.items()))


def _unknown_columns(frames: dict[str, dict[str, pd.DataFrame]], names: tuple[str, ...]) -> int:
    return sum(len(frames.get(office, {})) for office in names)


def _summary(
    year: int, planned: list[PlannedDelivery], rows: dict[str, pd.DataFrame], plan: OfficePlan, unknown_columns: int
) -> DemonstrationSummary:
    held = {
        form: int(frame["fault"].isin(["reference_missing", "reference_twice"]).sum()) for form, frame in rows.items()
    }
    not_victims = int((rows["trafficking"]["trafficking_status"].eq("NotAVictim")).sum())
    return DemonstrationSummary(
        year=year,
        offices_expected=len(offices()),
        offices_delivering=len({delivery.office for delivery in planned}),
        deliveries=len(planned),
        files=sum(len(delivery.files) for delivery in planned),
        silent=tuple(sorted(plan.silent)),
        nil=tuple(sorted(plan.nil)),
        late=tuple(sorted(plan.late)),
        rejected={(delivery.office, delivery.name): delivery.rejected for delivery in planned if delivery.rejected},
        superseded=_named(planned, plan.corrected, last=False),
        repeated=_named(planned, plan.sent_twice, last=True),
        partial=_named(planned, plan.partial, last=True),
        rows_written={form: len(frame) for form, frame in rows.items()},
        rows_held_back=held,
        rows_not_counted={"trafficking": not_victims},
        injected=counted(rows),
        unknown_columns=unknown_columns,
    )


def write_submissions(year: int, drop: Path, contract: Contract, seed: int = 2012) -> DemonstrationSummary:
    """Write ``drop/<year>/<ISO3>/<delivery>/`` for every office that delivers, and return what is in it.

    The same seed gives the same bytes; files that are there are written over. Raises FileNotFoundError for a year
    without targets.
    """
    targets, spread, faults = load_targets(year), load_distributions(), load_faults()
    rng = np.random.Generator(np.random.PCG64([seed, year, 0]))
    expected = list(offices())
    reporting = [office for office in expected if office not in targets.offices.without_records]
    rows = population(rng, targets, spread, contract, reporting, seed)
    rows = with_faults(rng, rows, faults, targets, spread)
    rows |= programme_work(targets, spread, reporting, rows, seed)
    frames = _by_office(rows)
    season = Season(targets, contract, spread, faults.unknown_column)
    planned: list[PlannedDelivery] = []
    for place, office in enumerate(expected):
        for delivery in deliveries(seed, office, frames, season, place):
            planned.append(delivery)
            folder = drop / str(year) / office / delivery.name
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in delivery.files.items():
                (folder / name).write_bytes(content)
    return _summary(year, planned, rows, targets.offices, _unknown_columns(frames, faults.unknown_column.offices))
