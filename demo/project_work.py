"""The projects of a demonstration year, each once at the office that runs it.

Belongs here: rows of the projects form, as many as the targets say. Does not: services and totals (programme_work.py).
"""

from typing import Any

import numpy as np
import pandas as pd

from demo.faults import language_of
from demo.quotas import apportioned
from demo.random_answers import Generator, Texts, drawn
from demo.targets import Targets
from expectations.geography import country_name, region_of


def projects(rng: Generator, targets: Targets, spread: dict[str, Any], offices: list[str]) -> pd.DataFrame:
    """Return exactly the target's number of projects; every office has one before any has two.

    Participants in training sum to the target's; a project without training says nothing of it.
    """
    weights, number = spread["projects"], targets.projects.number
    more = rng.choice(offices, max(0, number - len(offices)))
    office = np.sort(np.concatenate([np.array(offices[:number]), more]))
    frame = pd.DataFrame({"office": office.astype(object), "theme": drawn(rng, weights["theme"], number)})
    place = frame.groupby("office").cumcount() + 1
    frame["code"] = frame["office"] + f"-{targets.year % 100}-P" + place.astype(str).str.zfill(3)
    frame["title"] = [
        weights["titles"][theme][language_of(code, spread)].format(
            country=country_name(code, language_of(code, spread))
        )
        for code, theme in zip(frame["office"], frame["theme"], strict=True)
    ]
    frame["start"], frame["end"] = _dates(rng, targets.year, number)
    frame["countries"] = _countries(rng, frame["office"].tolist(), weights, offices, targets.year)
    for name, chances in weights["fields"].items():
        frame[name] = drawn(rng, chances, number)
    of_health = frame["theme"] == "HEALTH"
    for name, chances in weights["health_fields"].items():
        frame[name] = np.where(of_health, drawn(rng, chances, number), "")
    joint = {theme: drawn(rng, chances, number) for theme, chances in weights["joint_with"].items()}
    frame["joint_with"] = [joint[theme][index] for index, theme in enumerate(frame["theme"])]
    frame["budget_usd"] = (rng.lognormal(12.6, 1.0, number).round(-3).astype(int) + 10_000).astype(str)
    frame["training_participants"] = _participants(rng, targets.projects.training_participants, number, weights)
    has_text = rng.random(number) < weights["with_texts"]
    frame["practice"] = [
        weights["practices"][theme][language_of(code, spread)] if has else ""
        for code, theme, has in zip(frame["office"], frame["theme"], has_text, strict=True)
    ]
    return frame.astype(object)


def _dates(rng: Generator, year: int, number: int) -> tuple[Texts, Texts]:
    first = pd.to_datetime(f"{year - 2}-01-01") + pd.to_timedelta(rng.integers(0, 1000, number), unit="D")
    planned = first + pd.to_timedelta(rng.integers(180, 1300, number), unit="D")
    earliest = pd.Timestamp(f"{year}-01-31")
    last = planned.where(planned >= earliest, earliest)
    return first.strftime("%Y-%m-%d").to_numpy(), last.strftime("%Y-%m-%d").to_numpy()


def _countries(rng: Generator, of: list[str], weights: dict[str, Any], offices: list[str], year: int) -> list[str]:
    """Return the countries of each project: the office's own and, of some, others of the same regional office."""
    near: dict[str | None, list[str]] = {}
    for office in offices:
        near.setdefault(region_of("regional_office", year, office), []).append(office)
    counts = drawn(rng, weights["several_countries"], len(of))
    covered = []
    for office, count in zip(of, counts, strict=True):
        others = [other for other in near[region_of("regional_office", year, office)] if other != office]
        more = map(str, rng.choice(others, min(int(count) - 1, len(others)), replace=False)) if others else iter(())
        covered.append(";".join([office, *sorted(more)]))
    return covered


def _participants(rng: Generator, total: int, number: int, weights: dict[str, Any]) -> list[str]:
    """Return how many took part in each project's training, blank where it has none."""
    trains = np.flatnonzero(rng.random(number) < weights["with_training"])
    sizes = {str(index): float(size) for index, size in zip(trains, rng.lognormal(0, 0.9, len(trains)), strict=True)}
    taking_part = apportioned(total, sizes, least=4)
    return [str(taking_part.get(str(index), "")) for index in range(number)]
