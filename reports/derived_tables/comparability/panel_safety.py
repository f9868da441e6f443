"""Differencing between the numbers of a panel: no person, desk or office may follow by subtraction.

A desk is one office answering one form; printed numbers are of sets of desks. A number is suppressed where the persons
behind it, or behind its difference from another printed number, are fewer than the threshold, come from fewer than the
least number of offices, or are few in the forms that the panels of other tables do not count. Which offices are in a
panel may be known, and the number of any desk with enough persons may be printed elsewhere (a host country). So the
small desks on either side of a difference must protect each other, even against one of their own offices.

Belongs here: these rules. Does not: which sets are printed (panel_table.py), counting (panels.py).
"""

import itertools
from collections.abc import Collection, Iterator, Mapping

from reports.derived_tables.comparability.panel_specification import PanelSpec
from reports.derived_tables.comparability.panels import Assisted, Desk, Desks
from reports.published.protected_table import Cell

NOBODY: Desks = frozenset()


def may_stand_beside(spec: PanelSpec, assisted: Assisted, desks: Desks, printed: Collection[Desks]) -> bool:
    """Say whether the persons of ``desks`` may be printed with those of the sets ``printed``, alone or added to one."""
    apart = [other | desks for other in printed if not other & desks]
    return all(is_safe(spec, assisted, one, [*printed, *apart]) for one in (desks, *apart))


def is_safe(
    spec: PanelSpec, assisted: Assisted, desks: Desks, printed: Collection[Desks], of_all: Cell | None = None
) -> bool:
    """Say whether the persons of ``desks`` may be printed with those of the sets ``printed``, and the number of all.

    The set of all desks that assisted anybody adds no number: it may be printed where that of all desks is.
    """
    mine = desks & assisted.everywhere
    if of_all is not None and mine == assisted.everywhere and assisted.count(mine) == of_all.value:
        return True
    if not _may_be_known(spec, assisted, mine, NOBODY):
        return False
    for other in printed:
        for greater, less in ((other, mine), (mine, other)):
            if less <= greater and not _may_be_known(spec, assisted, greater, less):
                return False
    if of_all is not None and of_all.value is not None:
        rest = of_all.value - assisted.count(mine)
        return rest == 0 or rest >= spec.threshold
    return True


def _may_be_known(spec: PanelSpec, assisted: Assisted, greater: Desks, less: Desks) -> bool:
    """Whether it may be known how many persons ``greater`` assisted and ``less`` did not."""
    return all(_is_hidden_in(spec, assisted, behind, without) for behind, without in _by_forms(greater - less, less))


def _by_forms(behind: Desks, less: Desks) -> Iterator[tuple[Desks, Desks]]:
    """Yield the desks behind a difference: all, and without those of any forms, which panels of other tables count."""
    forms = sorted({form for _, form in behind})
    for number in range(max(len(forms), 1)):
        for some in itertools.combinations(forms, number):
            counted = frozenset(desk for desk in behind if desk[1] in some)
            yield behind - counted, less | counted


def _is_hidden_in(spec: PanelSpec, assisted: Assisted, behind: Desks, without: Desks) -> bool:
    persons = assisted.count(without | behind) - assisted.count(without)
    of_desks = assisted.of_desks(behind, without)
    offices = {office for office, _ in of_desks}
    if persons == 0:
        return True
    enough = persons >= spec.threshold and len(offices) >= spec.least_offices
    return enough and _small_desks_hide_each_other(spec, of_desks)


def _small_desks_hide_each_other(spec: PanelSpec, of_desks: Mapping[Desk, int]) -> bool:
    """Whether each desk of few persons could have as many as the threshold, to whoever knows the sum of all these.

    So, too, to one of their offices, which knows its own.
    """
    small = {desk: number for desk, number in of_desks.items() if number < spec.threshold}
    offices = {office for office, _ in small}
    if not small:
        return True
    if len(offices) < spec.least_offices:
        return False
    for knows in (None, *offices):
        others = [number for (office, _), number in small.items() if office != knows]
        if sum(others) - (len(others) - 1) < spec.threshold:
            return False
    return True
