"""The demonstration: submissions of 150 invented offices, drawn from distributions and fitted to published totals.

Belongs here: the targets, distributions and faults (YAML), and writing them as office files. No person in them is real
and no record is copied from anywhere. Does not belong here: reading or counting them; the numbers that the pipeline
prints come out of the files, and this package is not asked.
"""

from demo.summary import DemonstrationSummary, InjectedFault
from demo.write_drop import write_submissions

__all__ = ["DemonstrationSummary", "InjectedFault", "write_submissions"]
