"""`python -m benchmarks [NAME ...]`: run the benchmark, print it, keep it as JSON under var/bench/.

Belongs here: running and printing. Ends 1 where a goal is missed.
"""

import json
import os
import platform
import sys
from importlib import import_module

from rich.console import Console
from rich.table import Table

from benchmarks.goals import GOALS
from resources.home import Home
from resources.private_files import UMASK, make_private_folder, replace_private_file


def main(chosen: list[str]) -> int:
    """Run the chosen measurements (all where none is named); return the exit status."""
    home = Home.from_environment()
    os.umask(UMASK)
    make_private_folder(home.bench)
    console, missed = Console(highlight=False), 0
    table = Table("benchmark", "measured", "goal", "", title="make bench")
    found: dict[str, dict[str, float]] = {}
    for name in chosen or list(GOALS):
        console.print(f"measuring {name} ...")
        found[name] = {
            key: round(value, 3) for key, value in import_module(f"benchmarks.{name}").run(home.root).items()
        }
        for key, value in found[name].items():
            goal = GOALS[name].get(key)
            kept = goal is None or value <= goal
            missed += not kept
            verdict = "" if goal is None else "kept" if kept else "MISSED"
            table.add_row(f"{name} · {key}", f"{value:,.2f}", "" if goal is None else f"at most {goal:,.2f}", verdict)
    number = 1 + max((int(path.stem.split("-")[1]) for path in home.bench.glob("bench-*.json")), default=0)
    content = {"python": platform.python_version(), "machine": platform.machine(), "measured": found, "goals": GOALS}
    path = home.bench / f"bench-{number}.json"
    replace_private_file(path, (json.dumps(content, indent=2, sort_keys=True) + "\n").encode())
    console.print(table)
    console.print(f"kept in {path}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
