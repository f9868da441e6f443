"""Panels: which offices answered for which form in both years, and the persons behind any set of them.

Belongs here: panels by office and form, and persons counted once over any of them. Does not: the table
(panel_table.py), the states of offices (they come as a plain frame). A desk is one office for one form.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.statistics.cube_builder import identity_of, selected
from reports.statistics.cubes import load_cubes
from reports.statistics.persons import person_numbers

Desk = tuple[str, str]  # office, form
Desks = frozenset[Desk]

COMPLETE = frozenset({"on_time", "late", "nil"})
SILENT = frozenset({"expected", "rejected"})


def desks_in(states: pd.DataFrame, wanted: Collection[str]) -> Desks:
    """Return the desks in one of the states ``wanted``, from one row an office and form: office, form, state."""
    found = states[states["state"].isin(list(wanted))]
    return frozenset(zip(found["office"].astype(str), found["form"].astype(str), strict=True))


def panel_of(now: pd.DataFrame, before: pd.DataFrame) -> Desks:
    """Return the desks whose answer is complete in both years: nil counts as complete, partial does not."""
    return desks_in(now, COMPLETE) & desks_in(before, COMPLETE)


@dataclass(frozen=True)
class Assisted:
    """Who was assisted where: one entry a record, its person's number and its desk's place in ``desks``."""

    persons: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    desks: tuple[Desk, ...]

    def _at(self, desks: Collection[Desk]) -> npt.NDArray[np.bool_]:
        chosen = np.array([desk in desks for desk in self.desks], dtype=bool)
        return chosen[self.places] if len(self.places) else np.zeros(0, dtype=bool)

    def count(self, desks: Collection[Desk]) -> int:
        """Return the persons whom any of these desks assisted, each once."""
        if not len(self.persons):
            return 0
        seen = np.zeros(int(self.persons.max()) + 1, dtype=bool)
        seen[self.persons[self._at(desks)]] = True
        return int(seen.sum())

    @cached_property
    def everywhere(self) -> Desks:
        """All desks that assisted anybody."""
        return frozenset(self.desks[place] for place in np.unique(self.places).tolist())

    def of_desks(self, desks: Collection[Desk], without: Collection[Desk] = ()) -> dict[Desk, int]:
        """Return the persons whom each of these desks assisted, of those whom none of ``without`` did."""
        if not len(self.persons):
            return {}
        elsewhere = np.zeros(int(self.persons.max()) + 1, dtype=bool)
        elsewhere[self.persons[self._at(without)]] = True
        chosen = self._at(desks) & ~elsewhere[self.persons]
        pairs = np.unique(np.stack([self.places[chosen], self.persons[chosen]]), axis=1)
        numbers = np.bincount(pairs[0], minlength=len(self.desks))
        return {self.desks[place]: int(numbers[place]) for place in np.flatnonzero(numbers).tolist()}

    def offices(self, desks: Collection[Desk]) -> int:
        """Return how many offices among these desks assisted anybody."""
        return len({office for office, form in self.everywhere if (office, form) in desks})


def assisted(selections: Iterable[str], records: Mapping[str, pd.DataFrame]) -> Assisted:
    """Return who was assisted where, of the persons with a record in any of the selections of cubes.yaml.

    Persons are identified over all offices and forms at once: a person whom two offices assisted counts once in every
    set of desks with either office.
    """
    chosen = [load_cubes().selections[name] for name in selections]
    parts = [identity_of(selected(one, records), place).assign(form=one.form) for place, one in enumerate(chosen)]
    identity = pd.concat(parts, ignore_index=True)
    if identity.empty:
        return Assisted(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), ())
    offices, office_codes = pd.factorize(identity["office"])
    forms, form_codes = pd.factorize(identity["form"])
    desks = tuple((str(office), str(form)) for office in office_codes for form in form_codes)
    places = offices.astype(np.int64) * len(form_codes) + forms
    return Assisted(person_numbers(identity), places, desks)
