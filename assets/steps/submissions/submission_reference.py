"""The reference of a submission: its name outside of the home, in manifests and receipts.

A digest of a small submission can be guessed, since its format is known: the reference is a keyed digest of it, which
nobody can compute without the key of the installation. Belongs here: this reference, and that of the corrections file.
Does not: digests inside the home (resources/register.py).
"""

from resources.key import InstallationKey

SUBMISSION, CORRECTIONS = "submission", "corrections"


def submission_reference(key: InstallationKey, digest: str) -> str:
    """Return the reference of the submission of that digest: 64 hexadecimal digits, the same in all editions."""
    return key.keyed_digest(SUBMISSION, digest)


def corrections_reference(key: InstallationKey, sha256: str) -> str:
    """Return the reference of a corrections file; empty where there is no file."""
    return key.keyed_digest(CORRECTIONS, sha256) if sha256 else ""
