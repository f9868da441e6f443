"""The program of a child of the reading pool: it takes a delivery from its pipe, reads it and sends the reading back.

Belongs here: the child's program and the frames of the pipe. Does not: starting and replacing children
(worker_pool.py). Imports no more than the reader does: this is what a child costs. Run as a program: ``python -m
expectations.reading.worker``.
"""

import importlib
import os
import pickle
import resource
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct("<Q")
MEGABYTE = 1024 * 1024
WARM_UP = ("pandas.arrays", "python_calamine", "defusedxml.ElementTree", "pyarrow")


def sent(stream: Any, content: bytes) -> None:
    """Write one frame: its length, then its bytes."""
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def received(stream: Any) -> bytes:
    """Return the next frame. Raises EOFError where the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    content: bytes = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _taken() -> int:
    """Return the bytes of the address space that the program takes now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) if sys.platform == "linux" else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _limit(memory_mb: int) -> int:
    """Allow so much memory beyond what the program takes now; and no core file, which would hold what was read.

    Returns the number of bytes above which the program is worn: what is left would be little for the next delivery.
    """
    taken = _taken()
    limit = taken + memory_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return taken + memory_mb * MEGABYTE // 8


def _answers(read: Any, source: BinaryIO, out: BinaryIO, worn: int) -> None:
    """Answer each question with the reading or the key of a refusal, and with whether this program is worn."""
    from expectations.reading.refusal import DeliveryRejectedError

    contracts: dict[str, Any] = {}
    while True:
        try:
            question = received(source)
        except EOFError:
            return
        try:
            files, version, contract, office, year, pseudonym = pickle.loads(question)  # noqa: S301 — from our own parent
            contract = contracts.setdefault(version, contract)
            answer: Any = read(files, contract, office, year, pseudonym)
        except DeliveryRejectedError as refused:
            answer = refused.reason
        except MemoryError:
            answer = "too_big"
        files = question = b""
        try:
            pickled = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            pickled = pickle.dumps("too_big")
        answer = None
        sent(out, pickled)
        pickled = b""
        sent(out, pickle.dumps(_taken() > worn))


def main() -> None:
    """Read what is asked until the pipe is closed. Arguments: megabytes, and the function as module:name."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # a library that prints must not write into the pipe
    module, _, name = sys.argv[2].partition(":")
    read = getattr(importlib.import_module(module), name)
    for warm in WARM_UP:
        importlib.import_module(warm)
    worn = _limit(int(sys.argv[1]))
    _answers(read, source, out, worn)


if __name__ == "__main__":
    main()
