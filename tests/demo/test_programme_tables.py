"""The tables of health and projects, counted from the demonstration's files in plain Python, cell by cell."""

from collections import Counter, defaultdict

import pandas as pd

from expectations.geography import region_of
from reports.statistics import StatisticTable, build_cube, columns_needed, load_tables, tabulate
from tests.demo.office_files import Row
from tests.demo.written_year import WrittenYear

NUMBERS = ("value", "training_participants")
Cells = dict[tuple[str, ...], float]


def frame_of(form: str, rows: list[Row]) -> pd.DataFrame:
    columns = {}
    for name in columns_needed(form):
        texts = [row.get(name) or None for row in rows]
        if name in NUMBERS:
            columns[name] = pd.Series([None if text is None else int(text) for text in texts], dtype="Int64")
        elif name == "is_pilot":
            columns[name] = pd.Series([None if text is None else int(text) for text in texts], dtype="Int16")
        else:
            columns[name] = pd.Series(texts, dtype="str")
    return pd.DataFrame(columns)


def tables_of(theme: str, written: WrittenYear, form: str = "") -> dict[str, StatisticTable]:
    year, form = written.summary.year, form or theme
    cube = build_cube(theme, {form: frame_of(form, written.rows[form])}, year)
    return {spec.key: tabulate(cube, spec, year) for spec in load_tables() if spec.theme == theme}


def counted(table: StatisticTable, state: str | None = None) -> Cells:
    frame = table.counts()
    kept = frame[frame["value"].notna() & (frame["state"].eq(state) if state else True)]
    codes = zip(*(kept[name] for name in table.spec.dimensions), strict=True)
    return dict(zip(codes, kept["value"], strict=True))


def services(rows: list[Row], field: str, known: tuple[str, ...], indicators: tuple[str, ...]) -> tuple[Cells, set]:
    sums: Counter[tuple[str, ...]] = Counter()
    estimated = set()
    for row in rows:
        if not row["indicator"].startswith(indicators):
            continue
        service = f"{row['indicator']}/{row['unit']}"
        code = row.get(field, "") if row.get(field, "") in known else "not_stated"
        for cell in ((service, code), (service, "total")):
            sums[cell] += int(row["value"])
            if row.get("estimation") in ("ESTIMATE", "PARTIAL"):
                estimated.add(cell)
    return dict(sums), estimated


OPEN = ("HEALTH", "VACCINATED", "MHPSS", "PROVIDERS")
POPULATIONS = ("REFUGEE", "IMMIGRANT", "LABOUR_MIGRANT", "IRREGULAR", "RETURNEE", "HOST_COMMUNITY")


def test_every_table_of_health_services_is_the_sum_of_the_rows(written: WrittenYear) -> None:
    tables, rows = tables_of("health", written), written.rows["health"]
    wanted = {
        "health_services_by_sex": services(rows, "sex", ("F", "M"), OPEN),
        "health_services_by_age": services(rows, "age_band", ("CHILD", "ADULT"), OPEN),
        "health_services_by_population": services(rows, "population", (*POPULATIONS, "VOT", "OTHER_VULNERABLE"), OPEN),
        "tb_cascade_by_population": services(rows, "population", POPULATIONS, ("TB_",)),
        "hiv_cascade_by_population": services(rows, "population", POPULATIONS, ("HIV_",)),
    }
    for key, (sums, estimated) in wanted.items():
        assert counted(tables[key]) == sums, key
        assert set(counted(tables[key], "estimated")) == estimated, key
    world: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        world[(f"{row['indicator']}/{row['unit']}",)] += int(row["value"])
    assert counted(tables["health_services_by_indicator"]) == counted(tables["health_services_by_pillar"]) == world


def test_every_table_of_projects_counts_the_rows_of_the_files(written: WrittenYear) -> None:
    tables = tables_of("projects", written) | tables_of("health_projects", written, "projects")
    rows, year = written.rows["projects"], written.summary.year
    cells: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for row in rows:
        theme = row["theme"]
        covered = row["countries"].split(";")
        partners = [one for one in row.get("joint_with", "").split(";") if one]
        pilot = {"1": "yes", "0": "no"}.get(row.get("is_pilot", ""), "not_stated")
        cells["projects_by_theme"].update([(theme,), ("total",)])
        cells["projects_by_region"].update({(region_of("regional_office", year, one) or "",) for one in covered})
        cells["projects_by_region"].update([("total",)])
        cells["projects_by_donor_type"].update([(row.get("donor_type") or "not_stated",), ("total",)])
        cells["pilot_projects_by_theme"].update([(a, b) for a in (pilot, "total") for b in (theme, "total")])
        cells["joint_programmes_by_partner"].update([(one,) for one in partners])
        cells["joint_programmes_by_partner"].update([("any" if partners else "not_stated",), ("total",)])
        cells["training_participants_by_theme"].update(
            {code: int(row.get("training_participants") or 0) for code in ((theme,), ("total",))}
        )
        if theme == "HEALTH":
            area = row.get("health_area") or "not_stated"
            cells["projects_by_health_area"].update([(area,), ("total",)])
            pair = (row.get("pillar") or "not_stated", row.get("health_area") or "not_stated")
            cells["health_projects_by_pillar_and_area"].update(
                [(a, b) for a in (pair[0], "total") for b in (pair[1], "total")]
            )
    for key, wanted in cells.items():
        found = {codes: value for codes, value in counted(tables[key]).items() if value}
        assert found == {codes: number for codes, number in wanted.items() if number}, key
    countries = {one for row in rows for one in row["countries"].split(";")}
    assert counted(tables["projects_reach"])["countries_covered",] == len(countries)


def test_a_project_that_two_offices_report_is_one_project(written: WrittenYear) -> None:
    rows = written.rows["projects"]
    twice = [*rows, rows[0] | {"office": "ZZZ"}]
    spec = next(spec for spec in load_tables() if spec.key == "projects_by_theme")
    cube = build_cube("projects", {"projects": frame_of("projects", twice)}, written.summary.year)
    assert counted(tabulate(cube, spec, written.summary.year))["total",] == len(rows)
