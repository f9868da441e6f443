"""Sex and age group of the invented persons who are no victims of trafficking, so that all together meet the targets.

Belongs here: what the three blocks of persons (victims, returned, other vulnerable) share out among them. Does not:
what the forms say of them.
"""

import numpy as np

from demo.quotas import crossed, pairs
from demo.random_answers import Generator, Texts
from demo.targets import Targets


def unknown_left(targets: Targets) -> tuple[int, int]:
    """Return how many of those who are no victims have no sex stated, and no age known."""
    victims = targets.victims
    return targets.sex["not_stated"] - victims.sex["not_stated"], targets.age["unknown"] - victims.age["unknown"]


def sexes_and_ages(rng: Generator, targets: Targets, size: int, female: int, children: int) -> tuple[Texts, Texts]:
    """Return sex (F, M, blank) and age group (CHILD, ADULT, blank) of ``size`` persons, in random order.

    The blanks are this block's part, by size, of those that the targets leave to all who are no victims.
    """
    others = targets.persons - targets.victims.persons
    no_sex, no_age = (round(count * size / others) for count in unknown_left(targets))
    return crossed_groups(
        rng,
        {"F": female, "M": size - female - no_sex, "": no_sex},
        {"CHILD": children, "ADULT": size - children - no_age, "": no_age},
    )


def crossed_groups(rng: Generator, sexes: dict[str, int], groups: dict[str, int]) -> tuple[Texts, Texts]:
    """Return sex and age group with exactly these totals, in random order; children are nearer to half girls."""
    affinity = np.array([[2.0 if (sex, group) == ("F", "CHILD") else 1.0 for group in groups] for sex in sexes])
    row, column = pairs(crossed(list(sexes.values()), list(groups.values()), affinity))
    order = rng.permutation(len(row))
    return np.array(list(sexes), dtype=object)[row[order]], np.array(list(groups), dtype=object)[column[order]]
