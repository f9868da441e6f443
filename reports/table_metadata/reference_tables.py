"""The definition of a table of numbers that others publish.

Belongs here: ReferenceSpec to Definition. Does not: other kinds of tables.
"""

from reports.reference.specification import ReferenceSpec
from reports.table_metadata.definition import Definition

PERIODS = {"year": "the review's year and the one before", "latest": "the latest year up to the review's"}


def reference_definition(spec: ReferenceSpec) -> Definition:
    """Return the definition of a reference table."""
    period = PERIODS.get(spec.period, f"the last {spec.last} years up to the review's")
    says = [
        ("Shows", f"{spec.subtitle.en[0].lower()}{spec.subtitle.en[1:]}; the reference series `{spec.series}`"),
        ("By", ", ".join(f"`{name}`" for name in spec.dimensions)),
        ("Years", period),
        ("Unknown parts", "make a sum not available" if spec.unknown_parts == "missing" else "are left out of sums"),
    ]
    if spec.where:
        says.append(("Only those with", "; ".join(f"`{k}` {' or '.join(v)}" for k, v in spec.where.items())))
    if spec.ours:
        says.append(("Beside", "; ".join(f"our own `{':'.join((one.table, *one.codes))}`" for one in spec.ours)))
    says += [("Notes", " ".join(note.en for note in spec.notes))] if spec.notes else []
    says.append(("Suppressed", "nothing by this review: these numbers are public and count as known"))
    return Definition(spec.key, spec.theme, spec.title.en, tuple(says))
