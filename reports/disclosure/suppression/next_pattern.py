"""The suppression pattern of a draft, as the search of the next draft begins with it.

Belongs here: from a found pattern to a DraftPattern. Does not: its use (pattern_before.py).
"""

from dataclasses import replace

from reports.disclosure.suppression.pattern_before import CellBefore, DraftPattern, State
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.protect import SuppressionPattern


def next_pattern(problem: SuppressionProblem, found: SuppressionPattern, before: DraftPattern | None) -> DraftPattern:
    """Return the pattern of a draft of that problem; ``before``: that of the draft before it.

    Where no subproblem changed, it is the same pattern.
    """
    if before is not None and before.searched == found.searched:
        return before
    number = 1 if before is None else before.number + 1
    cells: dict[tuple[str, ...], CellBefore] = {}
    values: dict[tuple[str, ...], int] = {}
    starts: dict[tuple[str, ...], tuple[State, State]] = {}
    for cell, (refs, value) in enumerate(zip(problem.refs, problem.values.tolist(), strict=True)):
        is_primary = bool(problem.primary[cell])
        for name in (ref.parts for ref in refs if ref.is_printed_here):
            values[name], starts[name] = value, found.starts[cell]
            if not (found.suppressed[cell] or is_primary):
                continue
            of_before = before.cells.get(name) if before is not None else None
            earlier = of_before or CellBefore(number, value, value)
            if found.needed[cell] or is_primary:
                earlier = replace(earlier, least=min(earlier.least, value), most=max(earlier.most, value))
            cells[name] = replace(earlier, primary_value=value) if is_primary else earlier
    return DraftPattern(number, cells, values, searched=found.searched, starts=starts)
