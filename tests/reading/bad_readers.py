"""Readers that hang, crash, eat memory or fail: called in a child of the pool in the place of the good one."""

import os
import sys
import time
from typing import Any

from expectations.reading import Reading, SubmittedFile, read_submission


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
    elif what == "fault.csv":
        raise ValueError("Zyxwvut-Canary-4711")
    elif what == "print.csv":
        sys.stdout.write("no frame of the pipe")
        sys.stdout.flush()
    return read_submission([SubmittedFile("trafficking.csv", files[0].content)], *rest)
