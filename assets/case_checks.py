"""The asset checks of cases: one a rule family and form, computed over the whole year, counts only.

Belongs here: check specifications, and their results from the findings table. Does not: the rules (expectations).
A check of the run's batch alone would let one late office's pass turn the year's failed check green.
"""

from collections.abc import Iterator

import dagster as dg

from expectations.contract import Contract
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

ACROSS_FORMS = "consistency"  # a family with an asset of its own
NOTHING_LOST = "read_is_accepted_plus_held_back"


def _families_of_a_form(contract: Contract) -> list[str]:
    return [family for family in contract.families if family != ACROSS_FORMS]


def case_check_specs(contract: Contract) -> list[dg.AssetCheckSpec]:
    """Return the checks of every form: nothing is lost (blocking), and one a rule family."""
    specs = []
    for form in contract.forms:
        asset = dg.AssetKey(["cases", form])
        description = "Rows read are rows accepted plus rows held back, over all offices of the year."
        specs.append(dg.AssetCheckSpec(NOTHING_LOST, asset=asset, blocking=True, description=description))
        for family in _families_of_a_form(contract):
            label = contract.families[family]
            text = f"{label.en}: rules broken anywhere in the year. Counts only; places stand in the findings table."
            specs.append(dg.AssetCheckSpec(family, asset=asset, description=text))
    return specs


def case_check_results(stores: Stores, form: str, year: int) -> Iterator[dg.AssetCheckResult]:
    """Yield the results of one form's checks over the whole year."""
    asset = dg.AssetKey(["cases", form])
    warehouse, where = stores.warehouse, {"year": year}
    read = warehouse.count(read_table(form), where)
    accepted = warehouse.count(cases_table(form), where)
    held = warehouse.count("held_back", {**where, "form": form})
    rows = {"rows_read": read, "rows_accepted": accepted, "rows_held_back": held}
    yield dg.AssetCheckResult(
        asset_key=asset, check_name=NOTHING_LOST, passed=read == accepted + held, metadata=_metadata(year, rows)
    )
    found = warehouse.counts("findings", ["family", "rule", "severity"], {**where, "form": form})
    offices = warehouse.counts("findings", ["family", "rule", "office"], {**where, "form": form})
    for family in _families_of_a_form(stores.contract):
        rules = {key[1:]: count for key, count in found.items() if key[0] == family}
        concerned = len({office for its_family, _, office in offices if its_family == family})
        counts = {"findings": sum(rules.values()), "offices_concerned": concerned}
        metadata = _metadata(year, counts)
        if rules:
            metadata["by_rule"] = dg.MetadataValue.md(_by_rule(rules))
        grave = any(severity == "hold" for _, severity in rules)
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=family,
            passed=all(severity == "info" for _, severity in rules),
            severity=dg.AssetCheckSeverity.ERROR if grave else dg.AssetCheckSeverity.WARN,
            metadata=metadata,
        )


def _metadata(year: int, counts: dict[str, int]) -> dict[str, dg.MetadataValue]:
    """Return the year as text, since Dagster draws a plot of every number, and the counts."""
    numbers = {name: dg.MetadataValue.int(count) for name, count in counts.items()}
    return {"year": dg.MetadataValue.text(str(year)), **numbers}


def _by_rule(rules: dict[tuple[str, str], int]) -> str:
    lines = [f"| {rule} | {severity} | {count:,} |" for (rule, severity), count in sorted(rules.items())]
    return "\n".join(["| rule | severity | findings |", "|---|---|---:|", *lines])
