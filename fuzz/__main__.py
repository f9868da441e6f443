"""Seeded fuzzing of the reader: ``python -m fuzz --seconds N --seed S``.

Takes the files of the corpus (tests/corpus), damages their bytes, members and cells, and reads them. Exits with 1 at
the first file that is neither read nor refused, that takes too long, or whose canary comes out.
"""

import argparse
import hashlib
import io
import random
import signal
import sys
import time
import traceback
import zipfile
from pathlib import Path
from typing import Any

from expectations.contract import load_contract
from expectations.reading import DeliveryRejectedError, Reading, SubmittedFile, read_submission
from tests.corpus.corpus_samples import samples

CANARY = "Zyxwvut-Canary-4711"
SLOWEST = 20  # seconds that one file may take
BIGGEST = 1_000_000  # bytes of a file that is damaged
TEXTS = (
    "",
    "1e999",
    "=1/0",
    "-0",
    "NaN",
    "\u202e",
    "9" * 400,
    "2012-13-45",
    "Total",
    "1,234",
    "a" * 5_000,
    "\U0001f600",
)


def _pseudonym(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _flipped(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 12) if damaged else 0):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _cut(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] if chance.random() < 0.5 else content[:start] + content[start + chance.randint(1, 64) :]


def _with_cells(content: bytes, chance: random.Random, encoding: str = "utf-8") -> bytes:
    """Texts of cells replaced by odd ones and by the canary: between separators, or between the signs of XML."""
    odd = chance.choice((*TEXTS, CANARY, CANARY, f"{CANARY}@example.org", f"{CANARY} 1980-01-01"))
    signs = [place for place, sign in enumerate(content) if sign in b">,;\t\n"]
    for place in sorted(chance.sample(signs, min(len(signs), chance.randint(1, 6))), reverse=True):
        end = next((at for at in range(place + 1, len(content)) if content[at] in b"<,;\t\r\n"), len(content))
        content = content[: place + 1] + odd.encode(encoding) + content[end:]
    return content


def _with_members(content: bytes, chance: random.Random) -> bytes:
    """One member of a zip damaged, doubled, renamed or left out; what is no zip is flipped."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(name, archive.read(name)) for name in dict.fromkeys(archive.namelist())]
    except Exception:  # whatever zipfile says of a damaged zip
        return _flipped(content, chance)
    if not members:
        return content
    place = chance.randrange(len(members))
    name, part = members[place]
    edits = [
        lambda: [(name, _flipped(part, chance))],
        lambda: [(name, _cut(part, chance))],
        lambda: [(name, _with_cells(part, chance))],
        lambda: [(name, _with_cells(part, chance))],
        lambda: [],
        lambda: [(f"{name}.{CANARY}", part)],
        lambda: [(name, part), (f"xl/{CANARY}.xml", part)],
    ]
    members[place : place + 1] = chance.choice(edits)()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, written in members:
            archive.writestr(member, written)
    return stream.getvalue()


def damaged(file: SubmittedFile, chance: random.Random) -> SubmittedFile:
    """Return the file with some damage, its name kept."""
    ways: list[Any] = [_flipped, _cut]
    ways += [_with_members] * 4 if file.content.startswith(b"PK") else [_with_cells] * 4
    content = file.content
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(ways)(content, chance)
    return SubmittedFile(file.name, content)


def _too_slow(_signal: int, _frame: object) -> None:
    raise TimeoutError


def fault_of(files: list[SubmittedFile]) -> str | None:
    """Return what is wrong with how files are read; None where they are read or refused as they should be."""
    signal.signal(signal.SIGALRM, _too_slow)
    signal.alarm(SLOWEST)
    start = time.monotonic()
    try:
        reading = read_submission(files, load_contract(), "MDA", 2012, _pseudonym)
        if not isinstance(reading, Reading):
            return "neither a Reading nor a refusal"
        unread = [list(frame["unread"]) for frame in reading.records.values()]
        said = repr((reading.findings, reading.columns, reading.formats, reading.cover, unread))
    except DeliveryRejectedError as refused:
        said = "".join(traceback.format_exception(refused)) + repr((refused.args, refused.__context__))
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        told = " and tells the canary" if CANARY in "".join(traceback.format_exception(fault)) else ""
        place = traceback.extract_tb(fault.__traceback__)[-1]
        return f"{type(fault).__name__} at {Path(place.filename).name}:{place.lineno}{told}"
    finally:
        signal.alarm(0)
    if time.monotonic() - start >= SLOWEST:
        return "too slow"
    return "the canary came out" if CANARY.casefold() in said.casefold() else None


def fuzz(seconds: float, seed: int) -> tuple[int, str | None]:
    """Read damaged files for so long; return how many, and the first fault with the round that gives it again."""
    small = [s for s in samples() if s.expects != "bomb" and 0 < sum(len(file.content) for file in s.files) <= BIGGEST]
    end = time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < end:
        chance = random.Random(f"{seed}-{rounds}")  # noqa: S311 - damage, no secret
        sample = chance.choice(small)
        fault = fault_of([damaged(file, chance) for file in sample.files])
        if fault is not None:
            return rounds, f"{fault}; sample {sample.name!r}, seed {seed}, round {rounds}"
        rounds += 1
    return rounds, None


def main() -> int:
    """Run by the command line."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rounds, fault = fuzz(given.seconds, given.seed)
    sys.stdout.write(f"{rounds} damaged submissions read or refused.\n" if fault is None else f"FAULT: {fault}\n")
    return 0 if fault is None else 1


if __name__ == "__main__":
    sys.exit(main())
