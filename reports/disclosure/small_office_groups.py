"""Counts of offices by region and state that disclose the state of one office (field rule 9.5).

A count of one office discloses its state, and of two offices each learns that of the other. If all offices of a region
are in one state, the state of each is known. The total over all regions would disclose a single suppressed region, so
further regions are suppressed until the suppressed ones together disclose no office either.

Belongs here: choosing the regions. Does not: counting (derived_tables/response.py, derived_tables/reconciliation.py).
"""

from collections.abc import Callable, Collection, Mapping

from reports.published.disclosure_rules import least_contributors

OfficesByState = Mapping[str, int]  # offices by state


def disclosive_regions(
    by_region: Mapping[str, OfficesByState], tie_break: Callable[[str], str], open_states: Collection[str] = ()
) -> set[str]:
    """Return the regions whose counts are not printed; the total over all regions is.

    ``open_states``: that all are in one of these may be known of each. ``tie_break`` returns a
    keyed text for a region, by which one of several equal regions is chosen.
    """
    asked = {region: counts for region, counts in by_region.items() if sum(counts.values())}
    suppressed = {region for region, counts in asked.items() if _tells([counts], open_states)}
    spare = sorted(set(asked) - suppressed, key=lambda one: (sum(asked[one].values()), tie_break(one)))
    while suppressed and (len(suppressed) < 2 or _tells([asked[one] for one in suppressed], open_states)) and spare:
        suppressed.add(spare.pop(0))
    return suppressed


def _tells(several: Collection[OfficesByState], open_states: Collection[str]) -> bool:
    """Say whether the sum over regions discloses the state of an office."""
    found: dict[str, int] = {}
    for counts in several:
        for state, offices in counts.items():
            found[state] = found.get(state, 0) + offices
    states = [state for state, offices in found.items() if offices]
    if len(states) == 1 and states[0] in open_states:
        return False
    return sum(found.values()) < least_contributors() or len(states) == 1
