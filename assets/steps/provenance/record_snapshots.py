"""Record snapshots: the accepted records of an edition, one vault entry per office, encrypted.

With them, a past edition can be counted again without reading a file again. Belongs here: keeping the records of
offices that changed since the edition before, opening the records of an edition. Does not: the rest of the pedigree
(pedigree.py).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.steps.runtime.errors import OperatorError
from resources.stores import Stores
from resources.vault import VaultError
from resources.warehouse import cases_table
from resources.warehouse.frame_bytes import joined, pack, unpacked

Slot = tuple[str, str]
"""An office and a form."""


@dataclass(frozen=True)
class OfficeRecords:
    """One office's accepted records. ``made_from``: digest of their origin. ``forms``: digest by form with rows."""

    made_from: str
    sha256: str
    forms: dict[str, str]


def made_from(standing: Mapping[str, str], corrections: str, contract: str, code: str) -> str:
    """Return the digest of the origin of an office's records: submissions by form, corrections, contract and code."""
    parts = [sorted(standing.items()), corrections, contract, code]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def keep_records(
    stores: Stores, year: int, origins: Mapping[str, str], known: Mapping[str, OfficeRecords]
) -> dict[str, OfficeRecords]:
    """Keep the records of every office of ``origins`` (office to ``made_from``); those ``known`` are kept already.

    Records that the vault cannot open any more are kept anew.
    """
    kept = {
        office: known[office]
        for office in origins
        if office in known
        and known[office].made_from == origins[office]
        and stores.vault.can_open(known[office].sha256)
    }
    changed = sorted(set(origins) - set(kept))
    if not changed:
        return dict(sorted(kept.items()))
    where = {"year": year, "office": changed}
    forms = list(stores.contract.forms)
    tables = {form: stores.warehouse.table(cases_table(form)) for form in forms}
    frames: dict[str, dict[str, pd.DataFrame]] = {office: {} for office in changed}
    for form in forms:
        for office, rows in stores.warehouse.read(cases_table(form), where=where).groupby("office", sort=False):
            frames[str(office)][form] = rows
    for office in changed:
        packed = pack(frames[office], tables)
        kept[office] = OfficeRecords(origins[office], stores.vault.keep(packed.content), packed.digests)
    return dict(sorted(kept.items()))


def _opened(stores: Stores, source: OfficeRecords) -> bytes:
    try:
        return stores.vault.open(source.sha256)
    except VaultError:
        raise OperatorError(
            "the records of an office that an edition counted cannot be opened in the vault: put back the entry "
            f"{stores.vault.name_of(source.sha256)[:12]}… from a backup of the vault; for the last edition, run the "
            "year again"
        ) from None


def open_records(
    stores: Stores, sources: Iterable[tuple[OfficeRecords, Sequence[str]]], columns: Mapping[str, Sequence[str]]
) -> dict[str, pd.DataFrame]:
    """Return the records of several offices by form. ``sources``: records of an office, and which of its forms.

    ``columns``: by form, the columns to read; ``office`` must be one of them. Raises OperatorError for records that the
    vault cannot open.
    """
    parts: dict[str, list[object]] = {form: [] for form in columns}
    for source, forms in sources:
        if set(forms) & set(source.forms):
            for form, table in unpacked(_opened(stores, source)).items():
                if form in forms and form in columns:
                    parts[form].append(table)
    return {
        form: joined(parts[form], stores.warehouse.table(cases_table(form)), names) for form, names in columns.items()
    }
