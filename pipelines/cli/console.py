"""The console, and progress on it.

Belongs here: rich. Does not: what is printed (the commands), errors (errors.py).
"""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from expectations.progress import Progress

console = Console(highlight=False, emoji=False)  # a cell_id such as `victims:M:CHILD` is no emoji


class ProgressBars(Progress):
    """Shows the progress of each step as one bar, the steps of a run below each other."""

    def __init__(self, title: str) -> None:
        columns = (TextColumn("{task.description:<36}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=console, disable=not console.is_terminal)
        self._title = title
        self._task: TaskID | None = None

    def __enter__(self) -> "ProgressBars":
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()
        self._bars.stop()

    def begin(self, step: str, total: int) -> None:
        """Open a bar; without a terminal, print a line."""
        self._finish()
        self._task = self._bars.add_task(f"{self._title} · {step}", total=max(total, 1))
        if not console.is_terminal:
            console.print(f"{self._title} · {step} ({total})")

    def advance(self, done: int = 1) -> None:
        """Move the bar forward."""
        if self._task is not None:
            self._bars.advance(self._task, done)

    def tell(self, notice: str) -> None:
        """Print the sentence."""
        console.print(f"{notice}.", markup=False, soft_wrap=True)

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bars.tasks[self._bars.task_ids.index(self._task)]
            self._bars.update(self._task, completed=task.total)
            self._task = None


def tell(sentence: str) -> None:
    """Print one sentence of a step, which no terminal width breaks."""
    console.print(sentence, markup=False, soft_wrap=True)
