"""The two errors of the operators' layer: a call that cannot be carried out, and a refusal.

Belongs here: these classes. Does not: how they are printed (cli/errors.py), errors of a step (assets/steps).
"""

from assets.steps.runtime.errors import OperatorError

INTERRUPTIONS = frozenset({"KeyboardInterrupt", "DagsterExecutionInterruptedError"})
"""Names of the classes by which Ctrl-C ends a command or a run."""


class UsageError(OperatorError):
    """The call names something that does not exist, or asks for what cannot be done now. Exit status 2."""


class RefusedError(OperatorError):
    """A release gate or disclosure control refuses what was asked for. Exit status 1."""
