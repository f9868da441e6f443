"""The same tables counted in polars, without cube, specification or protection: the other side of a benchmark.

Belongs here: a plain count of every table, for records whose persons are told apart by office and person_key alone.
Does not: links across offices (the benchmark's records have none).
"""

import polars as pl

from expectations.contract import load_contract
from expectations.geography import all_codes, region_of
from reports.statistics import load_tables

BANDS = {  # upper ends of the finest bands
    "0-8": (0, 8), "9-17": (9, 17), "18-20": (18, 20), "21-23": (21, 23), "24-26": (24, 26), "27-29": (27, 29),
    "30-38": (30, 38), "39-47": (39, 47), "48+": (48, 200),
}  # fmt: skip
PERSON = ["office", "person_key"]
TOTAL, OTHER = "total", "other"


def tables_in_polars(records: dict[str, pl.DataFrame], year: int) -> dict[str, pl.DataFrame]:
    """Return every table: a column a dimension, then the count; codes that nobody has are left out."""
    victims = _person(records["trafficking"].filter(pl.col("trafficking_status").ne_missing("NotAVictim")))
    side = pl.when(pl.col("side").is_not_null()).then(pl.col("side") == "ORIGIN").otherwise(
        pl.col("origin").eq_missing(pl.col("office")) & pl.col("host").ne_missing(pl.col("office"))
    )  # fmt: skip
    returned = _person(records["returns"].filter(~side))
    after = _person(records["returns"].filter(side))
    vulnerable = _person(records["vulnerable"])
    everyone = _everyone({"trafficking": victims, "returns": returned, "vulnerable": vulnerable})
    flags = [column for column in victims.columns if column.startswith("exploit_")]
    forms = [(flag, flag.removeprefix("exploit_")) for flag in flags]
    vulnerabilities = [(c, c.removeprefix("vuln_")) for c in returned.columns if c.startswith("vuln_")]
    labour = victims.filter(pl.col("exploit_ForcedLabour") == 1)
    regional = lambda frame, column, scheme: _region(frame, column, scheme, year)  # noqa: E731
    tables = {
        "persons_by_sex_and_age": _crossed(everyone, "sex_code", "age_group"),
        "persons_by_theme": _under_each(everyone, [(form, form) for form in records], None),
        "reach": _reach(everyone),
        "victims_by_sex_and_age": _crossed(victims, "sex_code", "age_group"),
        "victims_by_age_band_and_sex": _crossed(victims, "age_code", "sex_code"),
        "victims_by_exploitation_and_sex": _under_each(victims, forms, "unknown", "sex_code"),
        "victims_by_exploitation_recode_and_age": _crossed(_recode(victims, flags), "recode", "age_group"),
        "victims_by_labour_sector": _crossed(
            labour.with_columns(pl.col("labour_sector").fill_null("unknown")), "labour_sector"
        ),
        "victims_by_region": _crossed(
            regional(victims, "country_of_exploitation", "world_region"), "country_of_exploitation"
        ),
        "victims_top_origins": _top(victims, "citizenship"),
        "victims_top_countries_of_exploitation": _top(_established(victims), "country_of_exploitation"),
        "victims_by_status": _crossed(
            victims.with_columns(pl.col("trafficking_status").fill_null("unknown")), "trafficking_status"
        ),
        "victims_by_scope": _crossed(victims.with_columns(pl.col("scope").fill_null("unknown")), "scope"),
        "returns_by_host_and_origin_region": _crossed(
            regional(regional(returned, "host", "regional_office"), "origin", "regional_office"), "host", "origin"
        ),
        "returns_top_hosts": _top(returned, "host"),
        "returns_top_origins": _top(returned, "origin"),
        "returns_by_sex_and_age": _crossed(returned, "sex_code", "age_group"),
        "returns_by_vulnerability": _with_any(_under_each(returned, vulnerabilities, "unknown")),
        "returns_by_status_before": _crossed(
            returned.with_columns(pl.col("status_before").fill_null("unknown")), "status_before"
        ),
        "returns_by_programme": _crossed(returned.with_columns(pl.col("programme").fill_null("unknown")), "programme"),
        "after_return_by_sex_and_age": _crossed(after, "sex_code", "age_group"),
        "vulnerable_by_category": _crossed(
            vulnerable.with_columns(pl.col("category").fill_null("unknown")), "category", "age_group"
        ),
    }
    return {spec.key: tables[spec.key] for spec in load_tables()}


def _person(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a person, with the codes of sex and age that tables print."""
    codes = load_contract().code_lists["age_band"]
    reached = {code: codes.reaches(code, frozenset(BANDS)) or "unknown" for code in codes.codes}
    child = {code: codes.reaches(code, frozenset({"CHILD", "ADULT"})) or "unknown" for code in codes.codes}
    by_age = {age: band for band, (low, high) in BANDS.items() for age in range(low, high + 1)}
    age, given = pl.col("age"), pl.col("age_band")
    by_band = given.replace_strict(reached, default=None)
    return frame.unique(PERSON, keep="first", maintain_order=True).with_columns(
        sex_code=pl.when(pl.col("sex").is_in(["F", "M"])).then(pl.col("sex")).otherwise(pl.lit("not_stated")),
        age_code=age.replace_strict(by_age, default=None).fill_null(by_band).fill_null("unknown"),
        age_group=pl.when(age < 18).then(pl.lit("CHILD")).when(age >= 18).then(pl.lit("ADULT"))
        .otherwise(given.replace_strict(child, default="unknown")).fill_null("unknown"),
    )  # fmt: skip


def _everyone(forms: dict[str, pl.DataFrame]) -> pl.DataFrame:
    facts = ["sex", "age_group", "citizenship", "host", "country_of_exploitation"]
    parts = []
    for form, frame in forms.items():
        missing = [pl.lit(None, dtype=pl.String).alias(name) for name in facts if name not in frame.columns]
        known = (_established(frame) if form == "trafficking" else frame).with_columns(missing)
        known = known.with_columns(
            sex=pl.when(pl.col("sex") != "U").then(pl.col("sex")),
            age_group=pl.when(pl.col("age_group") == "unknown").then(None).otherwise(
                pl.coalesce(pl.when(pl.col("age_code") != "unknown").then(pl.col("age_group")), pl.col("age_group"))
            ),
        )  # fmt: skip
        parts.append(known.select(*PERSON, *facts, *(pl.lit(int(form == one)).alias(one) for one in forms)))
    firsts = [pl.col(name).drop_nulls().first() for name in facts]
    persons = (
        pl.concat(parts).group_by(PERSON, maintain_order=True).agg(*firsts, *(pl.col(form).max() for form in forms))
    )
    sex = pl.when(pl.col("sex").is_in(["F", "M"])).then(pl.col("sex")).otherwise(pl.lit("not_stated"))
    return persons.with_columns(sex_code=sex, age_group=pl.col("age_group").fill_null("unknown"))


def _established(victims: pl.DataFrame) -> pl.DataFrame:
    own = pl.col("exploitation_basis").eq_missing("MISSION") & pl.col("country_of_exploitation").is_not_null()
    return victims.with_columns(
        country_of_exploitation=pl.when(own).then(pl.lit("MISSION")).otherwise(pl.col("country_of_exploitation"))
    )


def _crossed(frame: pl.DataFrame, *codes: str) -> pl.DataFrame:
    inner = frame.group_by(codes).len()
    parts = [inner]
    for code in codes:
        parts += [
            part.with_columns(pl.lit(TOTAL).alias(code)).group_by(codes).agg(pl.col("len").sum()) for part in parts
        ]
    return pl.concat(parts).select(*codes, "len")


def _under_each(frame: pl.DataFrame, answers: list[tuple[str, str]], missing: str | None, *by: str) -> pl.DataFrame:
    chosen = [(pl.col(flag) == 1, code) for flag, code in answers]
    if missing:
        chosen.append((pl.sum_horizontal((pl.col(flag) == 1).cast(pl.Int8) for flag, _ in answers) == 0, missing))
    chosen.append((pl.lit(True), TOTAL))
    parts = [_crossed(frame.filter(yes).with_columns(pl.lit(code).alias("code")), "code", *by) for yes, code in chosen]
    return pl.concat(
        part.filter(pl.col("code") != TOTAL) if code != TOTAL else part.unique()
        for part, (_, code) in zip(parts, chosen, strict=True)
    )


def _with_any(table: pl.DataFrame) -> pl.DataFrame:
    total = table.filter(pl.col("code") == TOTAL)["len"][0]
    unknown = table.filter(pl.col("code") == "unknown")["len"].sum()
    return pl.concat([table, pl.DataFrame({"code": ["any"], "len": [total - unknown]}, schema=table.schema)])


def _recode(victims: pl.DataFrame, flags: list[str]) -> pl.DataFrame:
    labour, sexual = (pl.col(f"exploit_{form}").fill_null(0) == 1 for form in ("ForcedLabour", "SexualExploitation"))
    none = pl.sum_horizontal((pl.col(flag) == 1).cast(pl.Int8) for flag in flags) == 0
    code = pl.when(labour & sexual).then(pl.lit("BOTH")).when(labour).then(pl.lit("LABOUR_ONLY"))
    return victims.with_columns(
        recode=code.when(sexual)
        .then(pl.lit("SEXUAL_ONLY"))
        .when(none)
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("OTHER"))
    )


def _region(frame: pl.DataFrame, column: str, scheme: str, year: int) -> pl.DataFrame:
    regions = {code: region_of(scheme, year, code) or "not_stated" for code in all_codes()}
    return frame.with_columns(pl.col(column).replace_strict(regions, default="not_stated").fill_null("not_stated"))


def _top(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    counted = frame.filter(pl.col(column).is_not_null() & (pl.col(column) != "MISSION")).group_by(column).len()
    first = (
        counted.filter(pl.col("len") >= 11).sort(["len", column], descending=[True, False]).head(10)[column].to_list()
    )
    code = (
        pl.when(pl.col(column).is_null())
        .then(pl.lit("not_stated"))
        .when(pl.col(column).is_in(first))
        .then(pl.col(column))
    )
    return _crossed(frame.with_columns(code.otherwise(pl.lit(OTHER)).alias(column)), column)


def _reach(everyone: pl.DataFrame) -> pl.DataFrame:
    countries = {
        "nationalities": everyone["citizenship"],
        "nationalities_of_victims": everyone.filter(pl.col("trafficking") == 1)["citizenship"],
        "hosts_of_returns": everyone.filter(pl.col("returns") == 1)["host"],
        "countries_of_exploitation": everyone.filter(pl.col("country_of_exploitation") != "MISSION")[
            "country_of_exploitation"
        ],
        "offices": everyone["office"],
    }
    return pl.DataFrame({"reach": list(countries), "len": [c.drop_nulls().n_unique() for c in countries.values()]})
