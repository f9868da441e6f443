"""The asset checks of cases: one per rule family and form, over all offices of the year, counts only.

Belongs here: check specifications, and their results from the findings table. Does not: the rules (expectations).
A check over the offices of one run only would pass for a late office and hide the year's failed check.
"""

from collections.abc import Iterator

import dagster as dg

from expectations.contract import Contract
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

ACROSS_FORMS = "consistency"  # this rule family has its own asset
NOTHING_LOST = "read_is_accepted_plus_held_back"


def _families_of_a_form(contract: Contract) -> list[str]:
    return [family for family in contract.families if family != ACROSS_FORMS]


def case_check_specs(contract: Contract) -> list[dg.AssetCheckSpec]:
    """Return the checks of every form: rows are accounted for (blocking), and one check per rule family."""
    specs = []
    for form in contract.forms:
        asset = dg.AssetKey(["cases", form])
        description = "Rows read equal rows accepted plus rows held back, over all offices of the year."
        specs.append(dg.AssetCheckSpec(NOTHING_LOST, asset=asset, blocking=True, description=description))
        for family in _families_of_a_form(contract):
            label = contract.families[family]
            text = (
                f"{label.en}: rules broken by any office of the year. Counts only; the findings table has the places."
            )
            specs.append(dg.AssetCheckSpec(family, asset=asset, description=text))
    return specs


def case_check_results(stores: Stores, form: str, year: int) -> Iterator[dg.AssetCheckResult]:
    """Yield the results of one form's checks over all offices of the year."""
    asset = dg.AssetKey(["cases", form])
    warehouse, where = stores.warehouse, {"year": year}
    read = warehouse.count(read_table(form), where)
    accepted = warehouse.count(cases_table(form), where)
    held = warehouse.count("held_back", {**where, "form": form})
    rows = {"rows_read": read, "rows_accepted": accepted, "rows_held_back": held}
    yield dg.AssetCheckResult(
        asset_key=asset, check_name=NOTHING_LOST, passed=read == accepted + held, metadata=_metadata(year, rows)
    )
    found = warehouse.counts("findings", ["family", "rule", "severity"], {**where, "form": form}, of="times")
    offices = warehouse.counts("findings", ["family", "rule", "office"], {**where, "form": form})
    for family in _families_of_a_form(stores.contract):
        rules = {key[1:]: count for key, count in found.items() if key[0] == family}
        concerned = len({office for of_family, _, office in offices if of_family == family})
        counts = {"findings": sum(rules.values()), "offices_concerned": concerned}
        metadata = _metadata(year, counts)
        if rules:
            metadata["by_rule"] = dg.MetadataValue.md(_by_rule(rules))
        has_held_rows = any(severity == "hold" for _, severity in rules)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=family,
            passed=all(severity == "info" for _, severity in rules),
            severity=dg.AssetCheckSeverity.ERROR if has_held_rows else dg.AssetCheckSeverity.WARN,
            metadata=metadata,
        )


def _metadata(year: int, counts: dict[str, int]) -> dict[str, dg.MetadataValue]:
    """Return the counts, and the year as text, because Dagster plots every number."""
    numbers = {name: dg.MetadataValue.int(count) for name, count in counts.items()}
    return {"year": dg.MetadataValue.text(str(year)), **numbers}


def _by_rule(rules: dict[tuple[str, str], int]) -> str:
    lines = [f"| {rule} | {severity} | {count:,} |" for (rule, severity), count in sorted(rules.items())]
    return "\n".join(["| rule | severity | findings |", "|---|---|---:|", *lines])
