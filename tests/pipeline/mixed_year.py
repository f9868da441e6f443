"""A small year in which much goes wrong: its deliveries, and what lay in the home after each run of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reports.statistics import short_list
from tests.lib.homes import FEW_TABLES, one_figure
from tests.lib.keys import KEY
from tests.lib.submissions.files import NO_WORKBOOK, Files, as_csv, cover, deliver, separated
from tests.lib.submissions.varied_year import as_workbook, returned, stranded, victims, whole
from tests.pipeline.homes import Ended, digests, materialisations, review, rows

GOOD = ("ALB", "HTI", "KEN", "MDA", "PER", "THA", "UKR")
REJECTED = {
    "CAF": "unreadable",
    "GMB": "wrong_office",
    "NER": "wrong_form",
    "SEN": "no_file",
    "TTO": "no_rows",
    "TUN": "wrong_year",
    "VNM": "not_what_its_name_says",
}
LATE = "COD"
TABLES = ("read_trafficking", "cases_trafficking", "cases_returns", "cases_vulnerable", "held_back", "findings")


def only_victims(office: str, count: int, **said: str) -> Files:
    """A delivery of the trafficking form alone."""
    return as_csv(cover(office, **said), {"trafficking": victims(office, count)})


def deliveries() -> list[tuple[str, str, Files]]:
    """Office, name and files of all deliveries, in the order of their days."""
    first, second = whole("PER", 30), whole("PER", 35)
    forms = {"trafficking": victims("MDA", 40), "Retours": returned("MDA", 40), "vulnerable": stranded("MDA", 40)}
    return [
        ("KEN", "2013-01-10-1", whole("KEN")),
        ("MDA", "2013-01-10-1", as_workbook(cover("MDA"), forms)),
        ("HTI", "2013-01-10-1", whole("HTI", 30)),
        ("THA", "2013-01-10-1", whole("THA")),
        ("PER", "2013-01-10-1", first),
        ("UKR", "2013-01-10-1", whole("UKR")),
        ("ALB", "2013-01-10-1", whole("ALB", 20)),
        ("CAF", "2013-01-10-1", {"office.xlsx": b"PK\x03\x04" + b"no zip file" * 20}),
        ("GMB", "2013-01-10-1", whole("SEN")),
        ("NER", "2013-01-10-1", {"list.csv": separated([{"colour": "red", "shape": "round"}] * 5)}),
        ("SEN", "2013-01-10-1", {}),
        ("TTO", "2013-01-10-1", as_csv(cover("TTO"), {}) | {"returns.csv": b"case_ref,side,host,origin,sex\r\n"}),
        ("TUN", "2013-01-10-1", whole("TUN", year=2011)),
        ("VNM", "2013-01-10-1", {"office.xlsx": NO_WORKBOOK}),
        ("PER", "2013-01-20-1", second),
        ("HTI", "2013-02-10-1", whole("HTI", 45)),
        ("THA", "2013-02-10-1", {"office.xlsx": NO_WORKBOOK}),
        ("UKR", "2013-02-10-1", whole("UKR")),
        ("ALB", "2013-02-10-1", only_victims("ALB", 33, only_forms="trafficking")),
        ("PER", "2013-02-10-1", first),
    ]


@dataclass
class MixedYear:
    """The home, how each run ended, and after each: the shelf's digests, the warehouse's rows by table."""

    root: Path
    ended: dict[str, Ended] = field(default_factory=dict)
    shelf: dict[str, dict[str, str]] = field(default_factory=dict)
    vault: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    materialised: dict[str, dict[str, int]] = field(default_factory=dict)

    def _run(self, name: str, *more: str) -> None:
        self.ended[name] = review(self.root, "run", "--year", "2012", *more, key=KEY)
        self.shelf[name] = digests(self.root / "shelf")
        self.vault[name] = digests(self.root / "vault")
        self.rows[name] = {table: rows(self.root, f"SELECT rowid, * FROM {table} ORDER BY rowid") for table in TABLES}
        self.materialised[name] = materialisations(self.root, '["cases", "trafficking"]')


def run_mixed_year(root: Path) -> MixedYear:
    """Deliver and run the year, run it again, then deliver one late office and run it alone."""
    year = MixedYear(root)
    for office, name, files in deliveries():
        deliver(root, office, name, files)
    with short_list(*FEW_TABLES):
        year._run("first")
        year._run("again")
        deliver(root, LATE, "2013-03-20-1", whole(LATE))
        with one_figure():
            year._run("late", "--office", LATE)
    return year
