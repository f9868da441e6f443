"""The assets of an office and year: submissions/received, submissions/read, cases/<form>.

Belongs here: their specifications, and the one op that materialises them for an office or for all offices of a year.
Does not: the steps (assets/steps), when it runs (pipelines).

One op and not three: a run over all offices of a year materialises only the offices that delivered, and Dagster skips
everything downstream of an op that omits an output.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import dagster as dg

from assets.case_checks import case_check_results, case_check_specs
from assets.column_schema import column_schema
from assets.consistency_checks import CONSISTENCY, consistency_check_results, consistency_check_specs
from assets.partitions import office_year, office_years, offices_and_year
from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.release.open_year import repair_year
from assets.steps.runtime.errors import redact_errors, redacted
from assets.steps.submissions.feedback import give_feedback
from assets.steps.submissions.form_states import form_states
from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receipts import write_receipts
from assets.steps.submissions.receive import receive
from expectations.contract import Contract
from expectations.progress import Progress
from expectations.reading import reason_in_words
from resources.stores import Stores
from resources.stores_resource import ReviewStores

OWNERS = ["team:review-engineers"]
RECEIVED = dg.AssetKey(["submissions", "received"])
READ = dg.AssetKey(["submissions", "read"])
FEEDBACK = dg.AssetKey(["submissions", "feedback"])


def cases_key(form: str) -> dg.AssetKey:
    """Return the asset of a form's accepted records."""
    return dg.AssetKey(["cases", form])


def _specs(contract: Contract) -> list[dg.AssetSpec]:
    received = dg.AssetSpec(
        RECEIVED,
        group_name="submissions",
        description="The deliveries of an office: its files, encrypted, under their SHA-256; a row in the register.",
        owners=OWNERS,
        kinds={"file"},
        skippable=True,
    )
    read = dg.AssetSpec(
        READ,
        deps=[RECEIVED],
        group_name="submissions",
        description="The current submission, read by the contract: typed rows with their places, in the warehouse. "
        "Direct identifiers are dropped, and references are kept as keyed hashes.",
        owners=OWNERS,
        kinds={"excel", "csv", "sql"},
        metadata={
            f"columns of read_{form.key}": dg.MetadataValue.table_schema(column_schema(form, contract, accepted=False))
            for form in contract.forms.values()
        },
        skippable=True,
    )
    cases = [
        dg.AssetSpec(
            cases_key(form.key),
            deps=[READ],
            group_name="cases",
            description=f"Accepted records. One row is {form.grain.en}. An invalid value becomes unknown, and the "
            "record is kept; of a row held back only its place and rule are kept.",
            owners=OWNERS,
            kinds={"sql", "pandas", "greatexpectations"},
            metadata={"dagster/column_schema": column_schema(form, contract, accepted=True)},
            skippable=True,
        )
        for form in contract.forms.values()
    ]
    consistency = dg.AssetSpec(
        CONSISTENCY,
        deps=[spec.key for spec in cases],
        group_name="cases",
        description="Rules across forms, offices and years: control totals, changes since last year, empty forms, "
        "linked records that disagree. A broken rule is a warning and changes no record.",
        owners=OWNERS,
        kinds={"sql", "pandas"},
        skippable=True,
    )
    return [received, read, *cases, consistency]


def _feedback_spec(contract: Contract) -> dg.AssetSpec:
    return dg.AssetSpec(
        FEEDBACK,
        deps=[READ, *map(cases_key, contract.forms), CONSISTENCY],
        group_name="submissions",
        description="The feedback for each office, in its language: a list of findings by place, without values, and "
        "its own workbook with each error marked. Both are encrypted; `review feedback` writes them to a folder.",
        owners=OWNERS,
        kinds={"excel"},
        skippable=True,
    )


def office_assets(contract: Contract) -> dg.AssetsDefinition:
    """Return the assets of an office and year, with the checks of their cases."""

    @dg.multi_asset(
        name="from_delivery_to_cases",
        specs=[*_specs(contract), _feedback_spec(contract)],
        check_specs=[*case_check_specs(contract), *consistency_check_specs()],
        can_subset=True,
        partitions_def=office_years,
    )
    @redacted("offices of a year")
    def from_delivery_to_cases(
        context: dg.AssetExecutionContext, stores: dg.ResourceParam[ReviewStores], progress: dg.ResourceParam[Progress]
    ) -> Iterator[dg.AssetCheckResult]:
        offices, year = offices_and_year(list(context.partition_keys), context.run.tags)
        opened = stores.open()
        selected = context.selected_asset_keys
        repair_year(opened, year, context.log.warning)
        if RECEIVED in selected:
            received = receive(opened, year, offices, progress)
            for warning in received.warnings:
                context.log.warning(warning)
            for notice in received.notices:
                progress.tell(notice)
            for office, arrivals in received.arrivals.items():
                _materialised(context, RECEIVED, office, year, {"deliveries": arrivals})
        if READ in selected:
            read = read_submissions(opened, year, offices, progress)
            for notice in read.notices:
                context.log.warning(notice)
                progress.tell(notice)
            states = _states_by_office(opened, year)
            for office, rows in read.rows.items():
                counts = {"dagster/partition_row_count": sum(rows.values()), **rows}
                _materialised(context, READ, office, year, counts, _prefixed(states[office]))
        forms = [form for form in opened.contract.forms if cases_key(form) in selected]
        progress.begin("checking records", len(forms))
        for form in forms:
            checked = check_cases(opened, form, year, offices)
            for office, reason in checked.stopped.items():
                context.log.warning(f"the submission of {office} was rejected: {reason_in_words(reason, 'en')}")
            states = _states_by_office(opened, year)
            for office, accepted in checked.accepted.items():
                counts = {
                    "dagster/partition_row_count": accepted,
                    "rows_read": checked.read.get(office, 0),
                    "rows_held_back": checked.held_back.get(office, 0),
                    "findings": checked.findings.get(office, 0),
                }
                _materialised(context, cases_key(form), office, year, counts, {"state": states[office][form]})
            with redact_errors(f"checks of cases/{form}"):
                results = list(case_check_results(opened, form, year))
            yield from _selected(context, results)
            progress.advance()
        if CONSISTENCY in selected:
            found = check_consistency(opened, year, offices)
            for office in sorted({office for office, _ in opened.register.current(year)} & set(offices)):
                _materialised(context, CONSISTENCY, office, year, {"findings": found.get(office, 0)})
            yield from _selected(context, consistency_check_results(opened, year))
            write_receipts(opened, year, offices)
        if FEEDBACK in selected:
            for office, remarks in give_feedback(opened, year, offices, progress).items():
                _materialised(context, FEEDBACK, office, year, {"remarks": remarks})

    return from_delivery_to_cases.with_attributes(backfill_policy=dg.BackfillPolicy.single_run())


def _selected(
    context: dg.AssetExecutionContext, results: Iterable[dg.AssetCheckResult]
) -> Iterator[dg.AssetCheckResult]:
    for result in results:
        if result.asset_key and dg.AssetCheckKey(result.asset_key, str(result.check_name)) in (
            context.selected_asset_check_keys
        ):
            yield result


def _states_by_office(stores: Stores, year: int) -> dict[str, dict[str, str]]:
    """Return the state of each office for each form; a code of the contract, no case value."""
    states = form_states(stores, year)
    return {
        str(office): dict(zip(rows["form"], rows["state"], strict=True)) for office, rows in states.groupby("office")
    }


def _prefixed(states: Mapping[str, str]) -> dict[str, str]:
    return {f"state_{form}": state for form, state in states.items()}


def _materialised(
    context: dg.AssetExecutionContext,
    asset: dg.AssetKey,
    office: str,
    year: int,
    counts: Mapping[str, int],
    states: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Log the materialisation of one office's partition, with counts and states only."""
    metadata: dict[str, dg.MetadataValue] = {name: dg.MetadataValue.int(count) for name, count in counts.items()}
    metadata |= {name: dg.MetadataValue.text(state) for name, state in states.items()}
    context.log_event(dg.AssetMaterialization(asset, partition=office_year(office, year), metadata=metadata))
