"""`review ui`: Dagster's webserver and daemon on 127.0.0.1, on the instance that holds the runs of this home."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import console
from resources.dagster_home import prepare_dagster_home
from resources.home import Home

WORKSPACE = Path(__file__).resolve().parent.parent / "workspace.yaml"


def ui(port: Annotated[int, typer.Option(help="The port of the webserver.")] = 3000) -> None:
    """Start Dagster's webserver and daemon on 127.0.0.1. Ctrl-C or SIGTERM ends both."""
    prepare_dagster_home(Home.from_environment())
    python = [sys.executable, "-m"]
    # Two processes that create a new SQLite instance at the same time break it: one command creates it first.
    subprocess.run([*python, "dagster", "instance", "info"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    web = [*python, "dagster_webserver", "-h", "127.0.0.1", "-p", str(port), "-w", str(WORKSPACE)]
    daemon = [*python, "dagster._daemon", "run", "-w", str(WORKSPACE)]
    console.print(f"The UI is on http://127.0.0.1:{port} ; Ctrl-C ends it.")
    started = [subprocess.Popen(command, env=os.environ.copy()) for command in (web, daemon)]  # noqa: S603
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        while all(process.poll() is None for process in started) and not ended.wait(0.5):
            pass
    finally:
        for process in started:
            process.send_signal(signal.SIGINT)
        for process in started:
            process.wait(timeout=30)
