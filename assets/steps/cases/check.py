"""The step `cases/<form>`: records as read become accepted records, rows held back and findings.

Belongs here: warehouse to checks to warehouse, in one transaction. Does not: the checks (expectations/checks).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from assets.steps.cases.large_offices import check_offices
from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.submissions.read import read_submissions
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

_ADDRESS = ["file_no", "sheet_no", "row_no"]


@dataclass(frozen=True)
class CasesOfForm:
    """The result for one form: by office, numbers of rows read, accepted and held back, and of findings.

    ``stopped``: by office, why the submission could not be checked within the limits and was rejected.
    """

    form: str
    read: dict[str, int]
    accepted: dict[str, int]
    held_back: dict[str, int]
    findings: dict[str, int]
    stopped: dict[str, str] = field(default_factory=dict)


def check_cases(stores: Stores, form: str, year: int, offices: Sequence[str]) -> CasesOfForm:
    """Check one form of all ``offices``, and replace their partitions of that form.

    A submission that cannot be checked within the limits is rejected; the office's submission before it is read, and
    its forms up to this one are checked. Raises OperatorError where rows read are not accepted plus held back, and for
    such a submission in a frozen year; the former records then stay.
    """
    result = _check(stores, form, year, offices)
    if not result.stopped:
        return result
    for office, reason in result.stopped.items():
        _reject(stores, form, year, office, reason)
    again = check_cases(stores, form, year, offices)
    return replace(again, stopped=result.stopped | again.stopped)


def _reject(stores: Stores, form: str, year: int, office: str, reason: str) -> None:
    """Reject the office's current submission of a form; read the one before it, and check its forms before this one."""
    with redact_errors(f"cases/{form}"):
        if stores.editions.cut_off(year) is not None:
            raise OperatorError(
                f"cases/{form}: the submission of {office} cannot be checked within the limits ({reason}), and "
                f"{year} is frozen; unfreeze it, and run it again"
            )
        stores.register.mark_rejected(stores.register.current(year)[office, form].submission_no, reason)
    read_submissions(stores, year, [office])
    forms = list(stores.contract.forms)
    for earlier in forms[: forms.index(form)]:
        check_cases(stores, earlier, year, [office])


def _check(stores: Stores, form: str, year: int, offices: Sequence[str]) -> CasesOfForm:
    with redact_errors(f"cases/{form}"):
        where = {"year": year, "office": list(offices)}
        records = stores.warehouse.read(read_table(form), where=where)
        of_form = {**where, "form": form}
        columns = stores.warehouse.read("read_columns", where=of_form)
        records["nature"] = records["submission"].map(stores.register.natures(year)).astype("str")
        offices_checked = check_offices(records, form, stores.contract, columns)
        checked, stopped = offices_checked.checked, offices_checked.stopped
        if stopped:
            return CasesOfForm(form, {}, {}, {}, {}, stopped)
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
