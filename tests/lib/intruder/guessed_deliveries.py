"""The guessing intruder: knows the format of deliveries, guesses small ones, and looks for their digests and sizes.

The contract, the template and the words of a cover are public. A nil return has few variants, and totals of few persons
have few, too. Belongs here: digests of a guess, and looking for them in a folder. Does not: which guesses are tried.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

Guess = TypeVar("Guess")
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b", "blake2s")
TOKEN = re.compile(rb"(?<![0-9a-f])[0-9a-f]{8,128}(?![0-9a-f])")


def digests_of(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield every digest by which a program could name a delivery: of its files, of all of them, of their names."""
    for name in HASHES:
        digests = {file: hashlib.new(name, content).hexdigest() for file, content in files.items()}
        yield from digests.values()
        for of_all in (sorted(digests.values()), list(digests.values())):
            for joined in ("\n", "", "\0", ","):
                yield hashlib.new(name, joined.join(of_all).encode()).hexdigest()
        yield hashlib.new(name, b"".join(files.values())).hexdigest()
        for entry in (digests, {"files": digests, "identifiers": []}):
            yield hashlib.new(name, json.dumps(entry, sort_keys=True).encode()).hexdigest()


def confirmed(guesses: Mapping[Guess, Mapping[str, bytes]], folder: Path) -> set[Guess]:
    """Return the guesses of which a digest, or its first eight digits or more, is in a name or a file of a folder."""
    tokens = {token.decode() for text in _texts(folder) for token in TOKEN.findall(text)}
    return {
        guess
        for guess, files in guesses.items()
        if any(digest[: len(token)] == token for digest in digests_of(files) for token in tokens)
    }


def _texts(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        yield path.relative_to(folder).as_posix().encode()
        if path.is_file():
            yield path.read_bytes()


def sizes(folder: Path) -> list[int]:
    """Return the sizes of what is encrypted in the files under a folder, in order; headers of age vary at random."""
    payloads = (path.read_bytes().partition(b"\n--- ")[2].partition(b"\n")[2] for path in folder.rglob("*.age"))
    return sorted(map(len, payloads))
