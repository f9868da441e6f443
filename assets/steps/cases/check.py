"""The step `cases/<form>`: records as read become accepted records, rows held back and findings.

Belongs here: warehouse to checks to warehouse, in one transaction. Does not: the checks (expectations/checks).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assets.steps.runtime.errors import OperatorError, redact_errors
from expectations.checks import check_records
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

_ADDRESS = ["file_no", "sheet_no", "row_no"]


@dataclass(frozen=True)
class CasesOfForm:
    """The result for one form: by office, numbers of rows read, accepted and held back, and of findings."""

    form: str
    read: dict[str, int]
    accepted: dict[str, int]
    held_back: dict[str, int]
    findings: dict[str, int]


def check_cases(stores: Stores, form: str, year: int, offices: Sequence[str]) -> CasesOfForm:
    """Check one form of all ``offices`` as one batch, and replace their partitions of that form.

    Raises OperatorError where rows read are not accepted plus held back; the former records then stay.
    """
    with redact_errors(f"cases/{form}"):
        where = {"year": year, "office": list(offices)}
        records = stores.warehouse.read(read_table(form), where=where)
        of_form = {**where, "form": form}
        columns = stores.warehouse.read("read_columns", where=of_form)
        records["nature"] = records["submission"].map(stores.register.natures(year)).astype("str")
        checked = check_records(records, stores.contract.forms[form], stores.contract, columns)
        if len(records) != len(checked.accepted) + len(checked.held_back):
            raise OperatorError(
                f"cases/{form}: rows read are not rows accepted plus rows held back; nothing was changed"
            )
        accepted = checked.accepted.drop(columns=_ADDRESS)
        stores.warehouse.write_partitions(
            [
                (cases_table(form), where, accepted),
                ("held_back", of_form, checked.held_back),
                ("findings", {**of_form, "station": "cases"}, checked.findings),
            ]
        )
        return CasesOfForm(
            form=form,
            read=_by_office(records),
            accepted=_by_office(accepted),
            held_back=_by_office(checked.held_back),
            findings={
                str(office): int(times) for office, times in checked.findings.groupby("office")["times"].sum().items()
            },
        )


def _by_office(frame: pd.DataFrame) -> dict[str, int]:
    return {str(office): int(rows) for office, rows in frame["office"].value_counts().sort_index().items()}
