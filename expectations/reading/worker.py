"""The program of a child of a pool: it takes work on a delivery from its pipe, does it and sends the result back.

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
DONE, REFUSED = "done", "refused"
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


def function_of(work: str) -> Any:
    """Return the function that ``work`` names as module:name."""
    module, _, name = work.partition(":")
    return getattr(importlib.import_module(module), name)


def _answers(source: BinaryIO, out: BinaryIO, worn: int) -> None:
    """Answer each question with the result or the key of a refusal, and with whether this program is worn."""
    from expectations.reading.refusal import DeliveryRejectedError

    contracts: dict[str, Any] = {}
    while True:
        try:
            question = received(source)
        except EOFError:
            return
        try:
            work, first, version, contract, rest = pickle.loads(question)  # noqa: S301 — from our own parent
            contract = contracts.setdefault(version, contract)
            answer: Any = (DONE, function_of(work)(first, contract, *rest))
        except DeliveryRejectedError as refused:
            answer = (REFUSED, refused.recorded)
        except MemoryError:
            answer = (REFUSED, "too_big")
        question, first, rest = b"", None, ()
        try:
            frame = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            frame = pickle.dumps((REFUSED, "too_big"))
        answer = None
        sent(out, frame)
        frame = b""
        sent(out, pickle.dumps(_taken() > worn))


def main() -> None:
    """Do what is asked until the pipe is closed. Arguments: megabytes, and the first work as module:name."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # a library that prints must not write into the pipe
    function_of(sys.argv[2])
    for warm in WARM_UP:
        importlib.import_module(warm)
    worn = _limit(int(sys.argv[1]))
    _answers(source, out, worn)


if __name__ == "__main__":
    main()
