"""Readers that hang, crash, eat memory or fail: called in a child of the pool in the place of the good one."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from expectations.reading import Reading, SubmittedFile, read_submission

HELD: list[bytes] = []


def read(files: list[SubmittedFile], *rest: Any) -> Reading:
    """Do what the first file's name says."""
    what = files[0].name
    if what == "hang.csv":
        time.sleep(600)
    elif what == "abort.csv":
        os.abort()
    elif what == "leave.csv":
        os._exit(0)
    elif what == "memory.csv":
        return bytearray(8 * 1024**3)  # type: ignore[return-value]
    elif what == "grow.csv":
        blocks = []
        try:
            while True:
                blocks.append(b"x" * 8 * 1024**2)
        except MemoryError:
            peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
            Path(files[0].content.decode()).write_text(peak.split()[1])
            raise
    elif what == "hold.csv":
        HELD.append(b"x" * 300 * 1024**2)
    elif what == "fault.csv":
        raise ValueError("Zyxwvut-Canary-4711")
    elif what == "print.csv":
        sys.stdout.write("no frame of the pipe")
        sys.stdout.flush()
    return read_submission([SubmittedFile("trafficking.csv", files[0].content)], *rest)
