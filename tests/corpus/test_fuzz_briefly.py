"""A quarter of a minute of the fuzzing that ``make fuzz`` does for ten."""

import subprocess
import sys

from tests.lib.places import PROJECT

SECONDS = "8"


def test_damaged_submissions_are_read_or_refused_soon_and_say_nothing_of_their_content() -> None:
    command = [sys.executable, "-m", "fuzz", "--seconds", SECONDS, "--seed", "1"]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2_000:]
    assert int(ran.stdout.split()[0]) > 0
