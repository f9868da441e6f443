"""Recoding by specification: where each source code of a recoded dimension is counted.

A recode is chosen before a year is seen, so it tells nothing of the data. Each source code has exactly one place: it is
printed by itself, pooled with others, merged into another code, or left out (counted in the total, and under the
missing code where there is one). Loading refuses a recode that leaves a source code without a place, or gives it two.

Belongs here: pools of codes, and the check of places. Does not: the dimensions that have them (dimensions.py).
"""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from pydantic import BaseModel, ConfigDict, Field

from expectations.contract import Labels
from reports.specification_loader import SpecificationEntryError


class Pool(BaseModel):
    """One printed code for several source codes: the union of their persons, each once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Labels
    codes: tuple[str, ...] = Field(min_length=2)


class Recode(BaseModel):
    """One exclusive code and the answers that make it: all of ``all_of``, none of ``none_of``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Labels
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def takes(self, answers: Collection[str]) -> bool:
        """Return whether a person with these answers has the code."""
        return set(self.all_of) <= set(answers) and set(answers).isdisjoint(self.none_of)


def pooled_under(pooled: Mapping[str, Pool]) -> dict[str, str]:
    """Return, by source code, the code under which it is pooled."""
    return {code: name for name, pool in pooled.items() for code in pool.codes}


def check_places(
    source: Collection[str],
    codes: Iterable[str],
    pooled: Mapping[str, Pool],
    merged: Iterable[str] = (),
    left_out: Iterable[str] = (),
) -> None:
    """Raise SpecificationEntryError where a source code has no place, or two, or is not in the list."""
    if wrong := set(pooled) & set(source):
        raise SpecificationEntryError(f"{', '.join(sorted(wrong))} is a source code, and no name of a pool", "pooled")
    places = Counter(itertools.chain(codes, *(pool.codes for pool in pooled.values()), merged, left_out))
    if unknown := sorted(set(places) - set(source)):
        raise SpecificationEntryError(f"no source code {', '.join(unknown)}", "pooled" if pooled else "codes")
    if twice := sorted(code for code, number in places.items() if number > 1):
        raise SpecificationEntryError(
            f"{', '.join(twice)} has two places: print, pool, merge or leave out each source code once",
            "pooled" if pooled else "codes",
        )
    if without := sorted(set(source) - set(places)):
        raise SpecificationEntryError(
            f"{', '.join(without)} has no place: print, pool, merge or leave out each source code", "codes"
        )


def check_recodes(recodes: Mapping[str, Recode], answers_may_be_others: bool) -> None:
    """Raise SpecificationEntryError where a set of answers has no code, or a code is never reached.

    ``answers_may_be_others``: a person may have none of the answers that the recodes name, but another one.
    """
    named = sorted({answer for recode in recodes.values() for answer in (*recode.all_of, *recode.none_of)})
    sets = [chosen for size in range(len(named) + 1) for chosen in itertools.combinations(named, size)]
    reached = set()
    for answers in sets if answers_may_be_others else sets[1:]:
        first = next((code for code, recode in recodes.items() if recode.takes(answers)), None)
        if first is None:
            said = " and ".join(answers) or "any other answer"
            raise SpecificationEntryError(f"a person with {said} alone has no code", "recodes")
        reached.add(first)
    if never := sorted(set(recodes) - reached):
        raise SpecificationEntryError(
            f"{', '.join(never)} is never reached: codes before it take its persons", "recodes", never[0]
        )
