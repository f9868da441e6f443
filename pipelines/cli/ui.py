"""`review ui`: Dagster's webserver and daemon on 127.0.0.1, on the instance that holds the runs of this home."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, NoReturn

import dagster as dg
import typer
from dagster._utils.log import configure_loggers

from assets.steps.runtime.errors import OperatorError
from pipelines.cli.console import console
from pipelines.stale_runs import close_stale_runs
from pipelines.ui.rules import Allowed
from pipelines.ui.session import Session
from pipelines.ui.webserver import listen, webserver
from resources.dagster_home import prepare_dagster_home
from resources.home import Home

WORKSPACE = Path(__file__).resolve().parent.parent / "workspace.yaml"
SECONDS_TO_END = 30
SECONDS_TO_LEAVE = 5


def ui(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the webserver; 0 for a free one.")] = 3000,
    allow_reports: Annotated[
        bool, typer.Option("--allow-reports", help="Let materialisations and checks be reported that no run made.")
    ] = False,
    allow_debug_download: Annotated[
        bool, typer.Option("--allow-debug-download", help="Serve the debug file of a run, with all its events.")
    ] = False,
) -> None:
    """Start Dagster's webserver and daemon on 127.0.0.1. Ctrl-C or SIGTERM ends both.

    Open the printed address: it holds the token of this session, without which nothing is answered.
    """
    with listen(port) as bound:
        session = Session(bound.getsockname()[1])
        home = Home.from_environment()
        prepare_dagster_home(home)
        configure_loggers()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _end)
        with dg.DagsterInstance.get() as instance:
            for message in close_stale_runs(instance, home):
                console.print(message)
        with (
            _temporary_folder(),
            dg.DagsterInstance.get() as instance,
            _daemon() as daemon,
            webserver(instance, WORKSPACE, session, Allowed(allow_reports, allow_debug_download)) as server,
        ):

            def end_with_daemon() -> None:
                daemon.wait()
                server.should_exit = True

            threading.Thread(target=end_with_daemon, daemon=True).start()
            console.print(f"The UI is on {session.link} ; Ctrl-C ends it.", soft_wrap=True)
            server.run(sockets=[bound])
            raise OperatorError("Dagster's daemon ended, so the UI ended as well; the daemon's messages are above")


def _end(*_: object) -> NoReturn:
    """End the process in good order; a second signal does not interrupt it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


@contextmanager
def _temporary_folder() -> Iterator[None]:
    """Give this process and those that it starts a folder for temporary files that no other account can enter.

    Code servers listen on a socket in it. It stays where a run that goes on still uses it.
    """
    folder = tempfile.mkdtemp(prefix="review-ui-")  # mode 0700
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    try:
        yield
    finally:
        for _ in range(SECONDS_TO_LEAVE * 10):  # a code server removes its socket after its parent has let it go
            with suppress(OSError):
                Path(folder).rmdir()
                break
            time.sleep(0.1)


@contextmanager
def _daemon() -> Iterator[subprocess.Popen[bytes]]:
    """Run Dagster's daemon beside the webserver."""
    process = subprocess.Popen([sys.executable, "-m", "dagster._daemon", "run", "-w", str(WORKSPACE)])  # noqa: S603
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
