"""The pedigree of an edition: all that it stands on, and its numbers before protection. Kept encrypted in the vault.

Belongs here: its shape, taking it from the stores, keeping and opening it. Does not: the manifest on the shelf, which
says less (assets/steps/review/publish_draft.py). It names offices and holds unprotected counts: it never leaves the
house.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import pandas as pd

from assets.steps.provenance.record_snapshots import OfficeRecords, Slot, keep_records, made_from
from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.corrections import corrections_of
from assets.steps.submissions.office_responses import YearResponse
from reports.statistics.statistic import COUNTED
from resources.stores import Stores


@dataclass(frozen=True)
class CountedSubmission:
    """One submission that an edition stands on, and for which forms."""

    office: str
    digest: str
    delivery: str
    received_on: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Pedigree:
    """What one edition stands on.

    ``corrections`` is the digest of the year's file, ``corrections_of`` that of an office's own lines. ``numbers``: by
    table, then by cell_id, the counts before protection (None: not available or not applicable). ``counted``: offices
    and rows, as pages print them.
    """

    year: int
    contract_version: str
    code_version: str
    corrections: str
    nature: tuple[str, ...]
    standing: tuple[CountedSubmission, ...]
    corrections_of: dict[str, str] = field(default_factory=dict)
    states: tuple[tuple[str, str, str], ...] = ()
    records: dict[str, OfficeRecords] = field(default_factory=dict)
    numbers: dict[str, dict[str, float | None]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def submissions(self) -> dict[Slot, CountedSubmission]:
        """By office and form, the submission that stands."""
        return {(one.office, form): one for one in self.standing for form in one.forms}

    @property
    def state_of(self) -> dict[Slot, str]:
        """By office and form, the state."""
        return {(office, form): state for office, form, state in self.states}


def pedigree_of(
    stores: Stores,
    responded: YearResponse,
    counted: Mapping[str, int],
    statistics: pd.DataFrame,
    known: Pedigree | None,
) -> Pedigree:
    """Return the pedigree of a year as it stands now, its records kept. ``known``: that of the edition before."""
    year = responded.year
    frozen = stores.editions.cut_off(year) is not None
    standing = counted_submissions(stores, year)
    if frozen and known is not None:  # a corrections file that changed since the freeze has not been applied
        corrected, by_office = known.corrections, known.corrections_of
    else:
        corrected, by_office = _corrections(stores, year)
    contract, code = stores.contract.version, code_version()
    slots: dict[str, dict[str, str]] = {}
    for one in standing:
        slots.setdefault(one.office, {}).update(dict.fromkeys(one.forms, one.digest))
    follow_from = {office: made_from(own, by_office.get(office, ""), contract, code) for office, own in slots.items()}
    return Pedigree(
        year=year,
        contract_version=contract,
        code_version=code,
        corrections=corrected,
        nature=tuple(sorted(responded.nature)),
        standing=standing,
        corrections_of=by_office,
        states=tuple(sorted(responded.states.itertuples(index=False, name=None))),
        records=keep_records(stores, year, follow_from, known.records if known else {}),
        numbers=numbers_of(statistics),
        counted=dict(counted),
    )


def counted_submissions(stores: Stores, year: int) -> tuple[CountedSubmission, ...]:
    """Return the submissions that stand now, by the office and the natural order of their deliveries' names.

    Which of them arrived first makes no difference.
    """
    forms: dict[int, list[str]] = {}
    rows = {}
    for (_, form), row in stores.register.current(year).items():
        rows[row.submission_no] = row
        forms.setdefault(row.submission_no, []).append(form)
    return tuple(
        CountedSubmission(
            row.office, row.digest, row.delivery, row.received_on, tuple(sorted(forms[row.submission_no]))
        )
        for row in rows.values()
    )


def _corrections(stores: Stores, year: int) -> tuple[str, dict[str, str]]:
    """Return the digest of the year's corrections file, and by office that of its own lines."""
    file = corrections_of(stores, year)
    lines: dict[str, list[str]] = {}
    for one in file.corrections:
        lines.setdefault(one.office, []).append(repr((one.form, one.row, one.field, one.expected, one.new)))
    return file.sha256, {
        office: hashlib.sha256("\n".join(own).encode()).hexdigest() for office, own in sorted(lines.items())
    }


def numbers_of(statistics: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """Return rows of the table `statistics` as numbers by table and cell_id."""
    columns = ("table_key", "codes", "measure", "year", "value", "state")
    found: dict[str, dict[str, float | None]] = {}
    for key, codes, measure, year, value, state in zip(*(statistics[name] for name in columns), strict=True):
        cell_id = ":".join((key, *json.loads(codes), measure, str(year)))
        found.setdefault(key, {})[cell_id] = float(value) if state == COUNTED else None
    return found


def keep_pedigree(stores: Stores, pedigree: Pedigree) -> str:
    """Keep a pedigree in the vault; return the digest that names it."""
    return stores.vault.keep(json.dumps(asdict(pedigree), sort_keys=True).encode())


def open_pedigree(stores: Stores, sha256: str) -> Pedigree:
    """Return the pedigree of that digest.

    Raises VaultError where the vault has it no more, OperatorError where another version of the program kept it.
    """
    said = json.loads(stores.vault.open(sha256))
    try:
        said["standing"] = tuple(CountedSubmission(**{**one, "forms": tuple(one["forms"])}) for one in said["standing"])
        said["states"] = tuple(map(tuple, said["states"]))
        said["records"] = {office: OfficeRecords(**one) for office, one in said["records"].items()}
        said["nature"] = tuple(said["nature"])
        return Pedigree(**said)
    except (TypeError, KeyError):
        raise OperatorError("what an edition stands on was kept by another version of the program") from None


def last_pedigree(stores: Stores, year: int) -> Pedigree | None:
    """Return the pedigree of the edition of ``year`` that was recorded last; None where none was."""
    entries = stores.editions.entries(year)
    return open_pedigree(stores, entries[-1].stands_on) if entries else None


def submissions_of(pedigree: Pedigree) -> Sequence[str]:
    """Return the digests of the submissions, sorted, as a manifest names them."""
    return sorted(one.digest for one in pedigree.standing)
