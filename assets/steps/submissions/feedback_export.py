"""The export of feedback: an office's feedback workbooks from the vault, by file name.

Lists are plain; marked workbooks hold case values and are encrypted to a recipient. Belongs here: this rule. Does not:
making the workbooks (feedback.py), writing files.
"""

import pyrage

from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.feedback import LIST
from expectations.errors import ReviewError
from resources.stores import Stores
from resources.vault import VaultError


class NoRecipientError(ReviewError, ValueError):
    """A recipient that is no age public key."""


def hand_out(stores: Stores, office: str, year: int, recipient: str | None = None) -> dict[str, bytes]:
    """Return an office's lists by file name; with a ``recipient`` (age1…) also its marked workbooks, encrypted to it.

    A file is named by office, year, delivery and kind. Raises NoRecipientError, and OperatorError for a workbook that
    the vault cannot open.
    """
    public = None if recipient is None else _public_key(recipient)
    deliveries = {row.digest: row.delivery for row in stores.register.rows(year, office)}
    kept = stores.warehouse.read("feedback", where={"office": office, "year": year})
    workbooks: dict[str, bytes] = {}
    for row in kept.itertuples():
        name = f"feedback-{office}-{year}-{deliveries.get(str(row.submission), 'submission')}-{row.kind}.xlsx"
        if row.kind == LIST:
            workbooks[name] = _opened(stores, office, year, str(row.sha256))
        elif public is not None:
            workbooks[f"{name}.age"] = bytes(pyrage.encrypt(_opened(stores, office, year, str(row.sha256)), [public]))
    return dict(sorted(workbooks.items()))


def _opened(stores: Stores, office: str, year: int, sha256: str) -> bytes:
    try:
        return stores.vault.open(sha256)
    except VaultError:
        raise OperatorError(
            f"{office} {year}: a feedback workbook cannot be opened in the vault; run the year again to make it anew"
        ) from None


def _public_key(recipient: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(recipient.strip())
    except Exception:  # its message quotes the argument
        raise NoRecipientError("the recipient is no age public key") from None
