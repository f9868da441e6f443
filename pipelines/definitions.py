"""The definitions that Dagster loads.

Belongs here: putting assets, jobs, schedules, sensors and resources together. Does not: any of them.
"""

import os

import dagster as dg

from assets.edition_assets import edition_of_a_year
from assets.office_assets import office_assets
from assets.review_assets import REVIEW_ASSETS
from assets.year_assets import statistics_of_a_year, tables_that_may_leave
from expectations.contract import load_contract
from expectations.progress import NULL_PROGRESS
from pipelines.executor import year_executor
from pipelines.jobs import JOBS
from pipelines.schedules import SCHEDULES
from pipelines.sensors import SENSORS
from resources.home import Home
from resources.private_files import UMASK
from resources.stores_resource import fixed_io_manager, fixed_resource, stores_resource

os.umask(UMASK)  # for every process that loads the definitions: runs, sensors, the webserver's code location

defs = dg.Definitions(
    assets=[
        office_assets(load_contract()),
        statistics_of_a_year,
        tables_that_may_leave,
        *REVIEW_ASSETS,
        edition_of_a_year,
    ],
    jobs=JOBS,
    schedules=SCHEDULES,
    sensors=SENSORS,
    resources={
        "stores": stores_resource(Home.from_environment()),
        "progress": fixed_resource(NULL_PROGRESS),
        "io_manager": fixed_io_manager(),
    },
    executor=year_executor,
)
