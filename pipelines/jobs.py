"""The jobs: the offices of a year, one office, and the review of a year.

Belongs here: which assets a job makes. Does not: when (schedules.py, sensors.py), how it is called (run_year.py).
A job takes one kind of partition, so a year's way is two jobs: its offices (office × year), then its review (year).
"""

import dagster as dg

from assets.office_assets import FEEDBACK

OFFICE_GROUPS = dg.AssetSelection.groups("submissions", "cases")
UP_TO_CASES = OFFICE_GROUPS - dg.AssetSelection.assets(FEEDBACK)
"""A whole year's run leaves feedback out: marking 150 workbooks takes half of its time, and `review feedback` and
`one_office` make an office's own when it is wanted."""
YEAR_GROUPS = dg.AssetSelection.groups("statistics", "release", "review")

offices_of_a_year = dg.define_asset_job(
    "offices_of_a_year",
    UP_TO_CASES,
    description="Receive, read and check what the offices of a year delivered: a range of partitions, in one run.",
)
one_office = dg.define_asset_job(
    "one_office",
    OFFICE_GROUPS,
    description="Receive, read and check what one office delivered for one year: one partition.",
)
review_of_a_year = dg.define_asset_job(
    "review_of_a_year",
    YEAR_GROUPS,
    description="Count a year, protect its tables, and make figures, sentences, pages and the draft on the shelf.",
)
JOBS = (offices_of_a_year, one_office, review_of_a_year)
