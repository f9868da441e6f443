"""Checking an office's files before they are sent, in one call: for a child process with limits.

Belongs here: cover, reading and checks of files of which nothing else is known. Does not: how the result is shown
(pipelines/cli/check.py).
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence

from expectations.contract import Contract
from expectations.feedback.assessment import Assessment, assess
from expectations.feedback.submission_cover import cover_of
from expectations.layouts.translate_delivery import NOT_OURS, translation_of
from expectations.reading import Cover, DeliveryRejectedError, SubmittedFile


class PassingKey:
    """A key for the pseudonyms of one check; it is discarded when the command ends."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def pseudonym(self, text: str) -> str:
        """Return the keyed hash of a reference."""
        return hmac.digest(self._secret, text.encode(), hashlib.sha256).hex()[:32]


def check_files(
    files: Sequence[SubmittedFile],
    contract: Contract,
    office: str,
    year: int | None,
    pseudonym: Callable[[str], str],
) -> Assessment | Cover:
    """Read and check one office's files; those in another system's layout through that layout.

    ``office`` and ``year`` are those of the cover where they are empty; the cover is returned where it does not name
    them either. Raises DeliveryRejectedError where the files cannot be read.
    """
    cover = cover_of(files, contract)
    office, year = office or cover.office or "", year or cover.year
    if not office or not year:
        return cover
    try:
        return assess(files, contract, office, year, pseudonym)
    except DeliveryRejectedError as rejected:
        translation = translation_of(files, contract, office, year) if rejected.reason in NOT_OURS else None
        if translation is None:
            raise
        return assess(translation.files, contract, office, year, pseudonym)
