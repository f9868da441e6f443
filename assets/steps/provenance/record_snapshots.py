"""The accepted records that an edition stands on, kept by office, encrypted, in the vault.

Belongs here: keeping what has changed since the edition before, opening the records of an edition. Does not: what else
an edition stands on (pedigree.py). A past edition can be counted again without reading a file again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from resources.stores import Stores
from resources.warehouse import cases_table
from resources.warehouse.frame_bytes import joined, pack, unpacked

Slot = tuple[str, str]
"""An office and a form."""


@dataclass(frozen=True)
class OfficeRecords:
    """One office's accepted records. ``made_from``: all that they follow from; ``forms``: a digest a form with rows."""

    made_from: str
    sha256: str
    forms: dict[str, str]


def made_from(standing: Mapping[str, str], corrections: str, contract: str, code: str) -> str:
    """Return a digest of all that an office's accepted records follow from."""
    parts = [sorted(standing.items()), corrections, contract, code]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def keep_records(
    stores: Stores, year: int, follow_from: Mapping[str, str], known: Mapping[str, OfficeRecords]
) -> dict[str, OfficeRecords]:
    """Keep the records of every office of ``follow_from`` (office to ``made_from``); ``known`` are kept already."""
    same = {office: known[office] for office, key in follow_from.items() if _is(known.get(office), key)}
    changed = sorted(set(follow_from) - set(same))
    if not changed:
        return dict(sorted(same.items()))
    where = {"year": year, "office": changed}
    forms = list(stores.contract.forms)
    tables = {form: stores.warehouse.table(cases_table(form)) for form in forms}
    frames: dict[str, dict[str, pd.DataFrame]] = {office: {} for office in changed}
    for form in forms:
        for office, rows in stores.warehouse.read(cases_table(form), where=where).groupby("office", sort=False):
            frames[str(office)][form] = rows
    for office in changed:
        packed = pack(frames[office], tables)
        same[office] = OfficeRecords(follow_from[office], stores.vault.keep(packed.content), packed.digests)
    return dict(sorted(same.items()))


def _is(known: OfficeRecords | None, key: str) -> bool:
    return known is not None and known.made_from == key


def open_records(
    stores: Stores, sources: Iterable[tuple[OfficeRecords, Sequence[str]]], columns: Mapping[str, Sequence[str]]
) -> dict[str, pd.DataFrame]:
    """Return the records of several offices by form: of each source the forms named with it.

    ``columns``: by form, what is wanted of its records; ``office`` must be among it.
    """
    parts: dict[str, list[object]] = {form: [] for form in columns}
    for source, forms in sources:
        if set(forms) & set(source.forms):
            for form, table in unpacked(stores.vault.open(source.sha256)).items():
                if form in forms and form in columns:
                    parts[form].append(table)
    return {
        form: joined(parts[form], stores.warehouse.table(cases_table(form)), names) for form, names in columns.items()
    }
