"""The jobs: the offices of a year, some of them, one office, and the review of a year.

Belongs here: which assets a job materialises. Does not: when (schedules.py, sensors.py), running it (run_year.py).
A job has one partitions definition, so a year takes two jobs: its offices (office × year), then its review (year).
"""

import dagster as dg

from assets.office_assets import FEEDBACK

OFFICE_GROUPS = dg.AssetSelection.groups("submissions", "cases")
UP_TO_CASES = OFFICE_GROUPS - dg.AssetSelection.assets(FEEDBACK)
"""The run of a year leaves feedback out, because marking 150 workbooks takes half of its time. `review feedback` and
the jobs of one or some offices make it."""
YEAR_GROUPS = dg.AssetSelection.groups("statistics", "release", "review")

offices_of_a_year = dg.define_asset_job(
    "offices_of_a_year",
    UP_TO_CASES,
    description="Receive, read and check the deliveries of all offices of a year: a range of partitions, in one run.",
)
one_office = dg.define_asset_job(
    "one_office",
    OFFICE_GROUPS,
    description="Receive, read and check the deliveries of one office for one year: one partition.",
)
new_deliveries_of_a_year = dg.define_asset_job(
    "new_deliveries_of_a_year",
    OFFICE_GROUPS,
    description="Receive, read and check the deliveries of the offices that the tag `review/offices` names, in one "
    "run. The sensor `new_deliveries` starts it.",
)
review_of_a_year = dg.define_asset_job(
    "review_of_a_year",
    YEAR_GROUPS,
    description="Count a year, protect its tables, and make figures, sentences, documents and the draft on the shelf.",
)
JOBS = (offices_of_a_year, new_deliveries_of_a_year, one_office, review_of_a_year)
