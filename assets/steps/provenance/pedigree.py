"""The pedigree of an edition: its submissions, corrections and records, and its numbers before protection.

One entry of the vault per pedigree, encrypted. It names offices and holds unprotected counts: it is never published.

Belongs here: its fields, making it from the stores, keeping and opening it. Does not: the manifest on the shelf, which
says less (resources/edition_manifest.py).
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
from assets.steps.submissions.submission_reference import submission_reference
from reports.statistics.statistic import COUNTED
from resources.stores import Stores
from resources.vault import VaultError


class DamagedPedigreeError(OperatorError):
    """A pedigree that the vault cannot open; names the entry."""


@dataclass(frozen=True)
class CountedSubmission:
    """One submission that is counted in an edition, and the forms for which it is."""

    office: str
    digest: str
    delivery: str
    received_on: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class KeptPattern:
    """What an edition suppressed. ``number``: counts the drafts of a year that followed one another.

    ``cells``: table and codes; the number since which the cell is suppressed; the least and the greatest value at which
    it had to be; its value when it was primary last, or None. ``searched``: digests of the subproblems searched.
    ``starts``: table and codes; with which state the search of the theme began, and that of the independent subproblem.
    """

    number: int
    cells: tuple[tuple[tuple[str, ...], int, int, int, int | None], ...]
    searched: tuple[str, ...]
    starts: tuple[tuple[tuple[str, ...], tuple[int, int], tuple[int, int]], ...]


@dataclass(frozen=True)
class Pedigree:
    """All that one edition was made from. Field names are keys of the vault entry.

    ``corrections``: digest of the year's file. ``corrections_of``: by office, digest of its lines. ``standing``: the
    submissions counted. ``states``: office, form, state. ``numbers``: by table, then by cell_id, the counts before
    protection (None: not available or not applicable). ``counted``: numbers of offices and rows, as pages print them.
    ``key_fingerprint``: of the tie-break key; empty where a version before 0.3 wrote the pedigree.
    ``pattern``: what the edition suppressed; None where an earlier version made it. ``pattern_before``: the pedigree of
    the draft with whose pattern its search began.
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
    key_fingerprint: str = ""
    pattern: KeptPattern | None = None
    pattern_before: str = ""

    @property
    def submissions(self) -> dict[Slot, CountedSubmission]:
        """By office and form, the submission that is counted."""
        return {(submission.office, form): submission for submission in self.standing for form in submission.forms}

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
    """Return the pedigree of a year as it is now, and keep its records. ``known``: the pedigree of the edition before.

    In a frozen year, corrections are those of ``known``: a file that changed since was not applied.
    """
    year = responded.year
    frozen = stores.editions.cut_off(year) is not None
    standing = counted_submissions(stores, year)
    if frozen and known is not None:
        corrected, by_office = known.corrections, known.corrections_of
    else:
        corrected, by_office = _corrections(stores, year)
    contract, code = stores.contract.version, code_version()
    slots: dict[str, dict[str, str]] = {}
    for submission in standing:
        slots.setdefault(submission.office, {}).update(dict.fromkeys(submission.forms, submission.digest))
    origins = {
        office: made_from(of_office, by_office.get(office, ""), contract, code) for office, of_office in slots.items()
    }
    return Pedigree(
        year=year,
        contract_version=contract,
        code_version=code,
        corrections=corrected,
        nature=tuple(sorted(responded.nature)),
        standing=standing,
        corrections_of=by_office,
        states=tuple(sorted(responded.states.itertuples(index=False, name=None))),
        records=keep_records(stores, year, origins, known.records if known else {}),
        numbers=numbers_of(statistics),
        counted=dict(counted),
        key_fingerprint=stores.key.tie_break_fingerprint,
    )


def counted_submissions(stores: Stores, year: int) -> tuple[CountedSubmission, ...]:
    """Return the current submissions, by office and by the natural order of the names of their deliveries.

    The order of their arrival makes no difference.
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
    """Return the digest of the year's corrections file, and by office the digest of its lines."""
    file = corrections_of(stores, year)
    lines: dict[str, list[str]] = {}
    for correction in file.corrections:
        fields = (correction.form, correction.row, correction.field, correction.expected, correction.new)
        lines.setdefault(correction.office, []).append(repr(fields))
    return file.sha256, {
        office: hashlib.sha256("\n".join(of_office).encode()).hexdigest() for office, of_office in sorted(lines.items())
    }


def numbers_of(statistics: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    """Return rows of the warehouse table `statistics` as numbers by table and cell_id."""
    columns = ("table_key", "codes", "measure", "year", "value", "state")
    numbers: dict[str, dict[str, float | None]] = {}
    for key, codes, measure, year, value, state in zip(*(statistics[name] for name in columns), strict=True):
        cell_id = ":".join((key, *json.loads(codes), measure, str(year)))
        numbers.setdefault(key, {})[cell_id] = float(value) if state == COUNTED else None
    return numbers


def keep_pedigree(stores: Stores, pedigree: Pedigree) -> str:
    """Keep a pedigree in the vault; return the digest of its entry."""
    return stores.vault.keep(json.dumps(asdict(pedigree), sort_keys=True).encode())


def open_pedigree(stores: Stores, sha256: str) -> Pedigree:
    """Return the pedigree of that digest.

    Raises OperatorError where the vault cannot open it, and where another version of the program wrote it.
    """
    try:
        content = json.loads(stores.vault.open(sha256))
    except (VaultError, ValueError):
        raise DamagedPedigreeError(
            "the pedigree of an edition cannot be opened in the vault: put back the entry "
            f"{stores.vault.name_of(sha256)[:12]}… from a backup of the vault; for the last draft, run the year again"
        ) from None
    try:
        content["standing"] = tuple(
            CountedSubmission(**{**submission, "forms": tuple(submission["forms"])})
            for submission in content["standing"]
        )
        content["states"] = tuple(map(tuple, content["states"]))
        content["records"] = {office: OfficeRecords(**records) for office, records in content["records"].items()}
        content["nature"] = tuple(content["nature"])
        if content.get("pattern") is not None:
            pattern = content["pattern"]
            cells = tuple((tuple(name), *of_cell) for name, *of_cell in pattern["cells"])
            starts = tuple((tuple(name), tuple(theme), tuple(part)) for name, theme, part in pattern["starts"])
            content["pattern"] = KeptPattern(pattern["number"], cells, tuple(pattern["searched"]), starts)
        return Pedigree(**content)
    except (TypeError, KeyError, ValueError):
        raise OperatorError("the pedigree of an edition was written by another version of the program") from None


def last_pedigree(stores: Stores, year: int) -> Pedigree | None:
    """Return the pedigree of the edition of ``year`` that was recorded last.

    None where none was recorded, and where the vault cannot open it: what is known from it is made anew.
    """
    entries = stores.editions.entries(year)
    try:
        return open_pedigree(stores, entries[-1].stands_on) if entries else None
    except DamagedPedigreeError:
        return None


def submissions_of(stores: Stores, pedigree: Pedigree) -> Sequence[str]:
    """Return the references of the submissions, sorted, as the manifest lists them."""
    return sorted(submission_reference(stores.key, submission.digest) for submission in pedigree.standing)
