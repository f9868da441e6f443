"""What was written, and what the pipeline must find in it.

Belongs here: the summary that tests and the command read. Does not: any record.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class InjectedFault:
    """How many rows carry one kind of fault on purpose, and the rule that each of them breaks once."""

    form: str
    kind: str
    rule: str
    rows: int


@dataclass(frozen=True)
class DemonstrationSummary:
    """One demonstration year. Counts of rows and faults are of the submissions that are current at the end.

    ``rows_written`` are the rows that are read, ``rows_held_back`` those of them that the checks hold back, both by
    form; ``rows_not_counted`` are NotAVictim rows. ``rejected`` gives the reason by office and delivery.
    """

    year: int
    offices_expected: int
    offices_delivering: int
    deliveries: int
    files: int
    silent: tuple[str, ...]
    nil: tuple[str, ...]
    late: tuple[str, ...]
    rejected: dict[tuple[str, str], str]
    superseded: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, str], ...]
    partial: tuple[tuple[str, str], ...]
    rows_written: dict[str, int]
    rows_held_back: dict[str, int]
    rows_not_counted: dict[str, int]
    injected: tuple[InjectedFault, ...]
    unknown_columns: int

    @property
    def faults_by_rule(self) -> dict[tuple[str, str], int]:
        """The findings to expect by form and rule key, as far as they were put in on purpose."""
        counts: dict[tuple[str, str], int] = {}
        for fault in self.injected:
            counts[fault.form, fault.rule] = counts.get((fault.form, fault.rule), 0) + fault.rows
        return counts

    @property
    def faults_by_kind(self) -> dict[str, int]:
        """The faulty rows by kind."""
        kinds: dict[str, int] = {}
        for fault in self.injected:
            kinds[fault.kind] = kinds.get(fault.kind, 0) + fault.rows
        return kinds
