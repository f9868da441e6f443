"""Work on deliveries in child processes with limits of memory and time: reading, checking, feedback.

A crash or hang ends the work on one delivery and nothing else. Belongs here: starting, asking, killing and replacing
the children. Does not: what a child does (worker.py), reading itself (submission.py). Children are plain programs with
a pipe, and not multiprocessing's: those would import the main program again, which here is all of dagster.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from expectations.contract import Contract
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import Reading, SubmittedFile
from expectations.reading.worker import DONE, MEGABYTE, received, sent

ROOT = Path(__file__).parent.parent.parent
WORKERS, MEMORY_MB, SECONDS = 2, 450, 120.0
"""The limits of a child: memory beyond its imports (with these it stays below 600 MB), and time for one delivery."""
WORK_MB = 1_536  # for checks and feedback: a child that checks loads Great Expectations within it
READ = "expectations.reading.submission:read_submission"
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class ReadRequest:
    """One delivery to be read; what ``read_submission`` takes. ``pseudonym`` must be picklable."""

    files: Sequence[SubmittedFile]
    contract: Contract
    office: str
    year: int
    pseudonym: Callable[[str], str]


class _Child:
    """One child process; it knows the contracts that it was sent."""

    def __init__(self, memory_mb: int, work: str) -> None:
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
        command = [sys.executable, "-P", "-m", "expectations.reading.worker", str(memory_mb), work]
        self.process = subprocess.Popen(  # noqa: S603 — our own program, nothing from outside in its words
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a dying parser prints what it was reading
            env=kept | one_thread | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        self.contracts: set[str] = set()
        self.memory_mb = memory_mb

    def ask(self, work: str, first: object, contract: Contract, rest: tuple[object, ...], seconds: float) -> Any:
        """Return the result of ``work``. Raises DeliveryRejectedError.

        The child is dead after crashed and too_slow, and where it did not give back the memory of a large delivery.
        """
        version = contract.version
        question = (work, first, version, None if version in self.contracts else contract, rest)
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            self.process.kill()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        try:
            assert self.process.stdin is not None and self.process.stdout is not None
            sent(self.process.stdin, pickle.dumps(question))
            became, answer = pickle.loads(received(self.process.stdout))  # noqa: S301 — from our own child
            is_worn: bool = pickle.loads(received(self.process.stdout))  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError):
            self.end()
            raise DeliveryRejectedError("too_slow" if timed_out.is_set() else "crashed") from None
        finally:
            clock.cancel()
        self.contracts.add(version)
        if is_worn:
            self.end()
        if became == DONE:
            return answer
        raise DeliveryRejectedError(str(answer))

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


class WorkPool:
    """Children that work on deliveries, started when first needed and used again. Use as a context, or call ``close``.

    ``memory_mb``: how much a child may take beyond what the program itself takes. ``seconds``: for one delivery.
    ``work`` names the function that a child imports before its memory is limited, as module:name.
    """

    def __init__(
        self, workers: int = WORKERS, memory_mb: int = WORK_MB, seconds: float = SECONDS, work: str = READ
    ) -> None:
        self.workers, self.memory_mb, self.seconds, self.work = workers, memory_mb, seconds, work
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all children that are not reading."""
        with contextlib.suppress(queue.Empty):
            while True:
                child = self._idle.get_nowait()
                if child is not None:
                    child.end()

    def do(self, first: object, contract: Contract, *rest: object, work: str = "") -> Any:
        """Return the result of ``work(first, contract, *rest)`` in a child; safe to call from threads.

        ``work`` is that of the pool where none is named. All that is given and returned must be picklable. Raises
        DeliveryRejectedError: its reasons, too_big for lack of memory, and crashed or too_slow where the child died
        over it or was stopped.
        """
        return self._ask(work or self.work, first, contract, rest)

    def _ask(self, work: str, first: object, contract: Contract, rest: tuple[object, ...]) -> Any:
        child = self._idle.get()
        try:
            if child is None or not child.is_alive:
                child = _Child(self.memory_mb, self.work)
            return child.ask(work, first, contract, rest, self.seconds)
        finally:
            self._idle.put(child if child is not None and child.is_alive else None)


class ReadingPool(WorkPool):
    """Children that read deliveries. ``read`` names the function that reads; tests put a bad one in its place."""

    def __init__(
        self, workers: int = WORKERS, memory_mb: int = MEMORY_MB, seconds: float = SECONDS, read: str = READ
    ) -> None:
        super().__init__(workers, memory_mb, seconds, read)

    def read_submission(
        self,
        files: Sequence[SubmittedFile],
        contract: Contract,
        office: str,
        year: int,
        pseudonym: Callable[[str], str],
    ) -> Reading:
        """Read one delivery in a child, as ``expectations.reading.read_submission`` does; safe to call from threads.

        Raises DeliveryRejectedError: its reasons, and crashed or too_slow where the child died over it or was stopped.
        """
        if sum(len(file.content) for file in files) > self.memory_mb * MEGABYTE // 2:  # a child holds them twice
            raise DeliveryRejectedError("too_big")
        reading: Reading = self._ask(self.work, list(files), contract, (office, year, pseudonym))
        return reading

    def read_all(self, deliveries: Iterable[ReadRequest]) -> Iterator[Reading | DeliveryRejectedError]:
        """Yield what became of each delivery, in their order, with all children at work.

        ``deliveries`` is asked for the next one only when a child is about to be free, so that no more files than
        children are in memory.
        """
        with ThreadPoolExecutor(self.workers) as threads:
            waiting: list[Future[Reading | DeliveryRejectedError]] = []
            for asked in deliveries:
                waiting.append(threads.submit(self._outcome, asked))
                if len(waiting) > self.workers:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()

    def _outcome(self, asked: ReadRequest) -> Reading | DeliveryRejectedError:
        try:
            return self.read_submission(asked.files, asked.contract, asked.office, asked.year, asked.pseudonym)
        except DeliveryRejectedError as refused:
            return refused
