"""The trafficking chapter of a CTDC year counted in polars from the file as published, by nothing of ours but lookups.

Every victim has a list of codes a dimension; a cell counts the victims who have all of its codes.
"""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl

from expectations.geography import is_country, region_of

Codes = tuple[str, ...]
SECTORS = {"Agriculture": "A", "Construction": "F", "Hospitality": "I", "DomesticWork": "T"}
MONTHS = {"0--12 (0-1 yr)": "0-12", "13--24 (1-2 yrs)": "13-24", "25--60 (2-5 yrs)": "25+", "61+ (5+ yrs)": "25+"}
FORMS = {"ForcedLabour": "isForcedLabour", "SexualExploitation": "isSexualExploit", "Other": "isOtherExploit"}
MEANS = {"ThreatOfLawEnforcement": "ThreatOfLawEnforce"} | {
    name: name
    for name in (
        "DebtBondage", "TakesEarnings", "Threats", "PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse",
        "FalsePromises", "PsychoactiveSubstances", "RestrictsMovement", "RestrictsMedicalCare",
        "ExcessiveWorkingHours", "WithholdsNecessities", "WithholdsDocuments", "Other",
    )
}  # fmt: skip
NOT_IN_THE_FILE = (
    "scope", "exploitation_basis", "assistance", "referred_by", "assisted_as", "trafficking_status",
    "status_decided_by", "new_or_carried",
)  # fmt: skip
NOBODY = {"victims_by_child_at_entry": {("no", "CHILD")}}  # a child now was a child when the trafficking began
NO_ANSWER = {"unknown", "not_stated", "not_asked", "total"}
LEAST_RANKED = 11

TABLES: dict[str, tuple[str, Codes]] = {  # a table: of whom (all, or a column of yes and no), and its dimensions
    "victims_by_sex_and_age": ("all", ("sex", "age_group")),
    "victims_by_age_band_and_sex": ("all", ("age_band", "sex")),
    "victims_by_exploitation_and_sex": ("all", ("main_forms", "sex")),
    "victims_by_exploitation_and_age": ("all", ("main_forms", "age_group")),
    "victims_by_exploitation": ("all", ("exploitation",)),
    "victims_by_exploitation_recode": ("all", ("recode",)),
    "victims_by_labour_sector": ("in_labour", ("sector",)),
    "victims_by_labour_sector_and_sex": ("all", ("sector_if_asked", "sex")),
    "victims_by_kind_of_sexual_exploitation": ("all", ("sex_type_if_asked",)),
    "victims_by_means_of_control": ("all", ("means", "sex")),
    "adult_victims_by_means_of_control": ("all", ("means_if_adult",)),
    "victims_by_recruiter": ("all", ("recruiter", "sex")),
    "victims_by_duration": ("all", ("duration", "sex")),
    "victims_by_child_at_entry": ("all", ("child_at_entry", "age_group")),
    "victims_by_region": ("all", ("region",)),
    "victims_by_region_and_sex": ("all", ("region", "sex_stated")),
    "victims_by_region_of_citizenship": ("all", ("citizenship_region",)),
    "victims_top_origins": ("all", ("citizenship:10",)),
    "victims_top_countries_of_exploitation": ("all", ("country:10",)),
    "victims_by_corridor": ("all", ("corridor:15",)),
    "victims_exploited_in_own_country": ("at_home", ("citizenship:10",)),
    "victims_by_scope": ("all", ("scope",)),
    "victims_by_scope_and_age": ("all", ("scope", "age_group")),
    "victims_by_basis_of_country": ("all", ("exploitation_basis",)),
    "victims_by_assistance": ("all", ("assistance", "sex")),
    "victims_by_referral": ("all", ("referred_by",)),
    "victims_by_assisting_side": ("all", ("assisted_as",)),
    "victims_new_and_carried_over": ("all", ("new_or_carried",)),
    "victims_by_status": ("all", ("trafficking_status",)),
    "victims_by_status_sex_and_age": ("all", ("trafficking_status", "sex", "age_group")),
    "victims_by_status_and_exploitation": ("all", ("main_forms", "trafficking_status")),
    "victims_by_who_decided": ("all", ("status_decided_by",)),
}


def victims_of(path: Path, year: int) -> pl.DataFrame:
    """Return the victims of a year, a column of lists of codes for each dimension."""
    raw = pl.read_csv(path, infer_schema=False).fill_null("")
    raw = raw.filter(pl.col("yearOfRegistration") == str(year))
    one = lambda code: pl.concat_list(code)  # noqa: E731
    band = pl.col("ageBroad").str.replace("--", "-").str.strip_prefix("0").replace({"": "unknown", "-8": "0-8"})
    group = pl.when(band == "unknown").then(pl.lit("unknown")).when(band.is_in(["0-8", "9-17"]))
    group = group.then(pl.lit("CHILD")).otherwise(pl.lit("ADULT"))
    labour, sexual, other = (pl.col(column) == "1" for column in FORMS.values())
    recode = pl.when(labour & sexual).then(pl.lit("BOTH")).when(labour).then(pl.lit("LABOUR_ONLY"))
    recode = recode.when(sexual).then(pl.lit("SEXUAL_ONLY")).when(other).then(pl.lit("OTHER"))
    named = {code: pl.col(f"typeOfLabour{name}") == "1" for name, code in SECTORS.items()}
    single = pl.sum_horizontal(yes.cast(pl.Int8) for yes in named.values()) == 1
    sector = pl.when(single).then(pl.coalesce(pl.when(yes).then(pl.lit(code)) for code, yes in named.items()))
    sector = sector.otherwise(pl.lit("unknown"))
    means = _yes({code: f"meansOfControl{name}" for code, name in MEANS.items()}, with_any=True)
    sex_type = _yes({name: f"typeOfSex{name}" for name in ("Prostitution", "Pornography")})
    home, place = pl.col("citizenship"), pl.col("CountryOfExploitation")
    not_asked = pl.concat_list(pl.lit("not_asked"))
    minor = pl.col("majorityStatusAtExploit").replace({"Minor": "yes", "Adult": "no", "": "unknown"})
    corridor = pl.when((home == "") | (place == "")).then(pl.lit("not_stated")).when(home == place)
    corridor = corridor.then(pl.lit("same_country")).otherwise(home + "-" + place)
    return raw.select(
        all=pl.lit(True),
        in_labour=labour,
        at_home=(home == place) & (home != ""),
        sex=one(pl.col("gender").replace_strict({"Female": "F", "Male": "M"}, default="not_stated")),
        age_band=one(band),
        age_group=one(group),
        sex_stated=pl.concat_list(
            pl.col("gender").replace_strict({"Female": "F", "Male": "M"}, default=None)
        ).list.drop_nulls(),
        exploitation=_yes(FORMS),
        main_forms=_yes({"OTHER_FORMS" if code == "Other" else code: column for code, column in FORMS.items()}),
        recode=one(recode.otherwise(pl.lit("unknown"))),
        sector=one(sector),
        sector_if_asked=pl.when(labour).then(one(sector)).otherwise(not_asked),
        sex_type_if_asked=pl.when(sexual).then(sex_type).otherwise(not_asked),
        means=means,
        means_if_adult=pl.when(group == "ADULT").then(means).otherwise(not_asked),
        recruiter=_yes({n: f"recruiterRelation{n}" for n in ("IntimatePartner", "Friend", "Family", "Other")}),
        duration=one(pl.col("traffickMonths").replace(MONTHS | {"": "unknown"})),
        child_at_entry=one(minor),
        region=one(_region(place, year)),
        citizenship_region=one(_region(home, year)),
        citizenship=one(home.replace({"": "not_stated"})),
        country=one(place.replace({"": "not_stated"})),
        corridor=one(corridor),
        **{name: pl.concat_list(pl.lit("unknown")) for name in NOT_IN_THE_FILE},
    )


def _yes(columns: dict[str, str], with_any: bool = False) -> pl.Expr:
    codes = pl.concat_list(pl.when(pl.col(column) == "1").then(pl.lit(code)) for code, column in columns.items())
    given = codes.list.drop_nulls()
    known = pl.concat_list(given, pl.lit("any")) if with_any else given
    return pl.when(given.list.len() > 0).then(known).otherwise(pl.concat_list(pl.lit("unknown")))


def _region(country: pl.Expr, year: int) -> pl.Expr:
    return country.map_elements(
        lambda code: (region_of("world_region", year, code) if code else None) or "not_stated", return_dtype=pl.String
    )


def counted(victims: pl.DataFrame, table: str) -> dict[Codes, int]:
    """Return the persons of every cell in which anybody is, margins included."""
    of, names = TABLES[table]
    frame = victims.filter(pl.col(of))
    columns = [name.partition(":")[0] for name in names]
    for name, column in zip(names, columns, strict=True):
        if first := name.partition(":")[2]:
            frame = _ranked(frame, column, int(first))
    for column in columns:
        frame = frame.with_columns(pl.concat_list(pl.col(column), pl.lit("total")).alias(column)).explode(column)
    return {row[:-1]: row[-1] for row in frame.group_by(columns).len().iter_rows()}


def _ranked(frame: pl.DataFrame, column: str, first: int) -> pl.DataFrame:
    """Leave the first codes by count, then code, that have enough persons; all others are ``other``."""
    persons = frame.select(pl.col(column).list.first()).to_series().value_counts(name="persons")
    ranked = sorted(
        (-n, code) for code, n in persons.iter_rows() if n >= LEAST_RANKED and all(map(is_country, code.split("-")))
    )
    shown = [code for _, code in ranked[:first]]
    code = pl.col(column).list.first()
    kept = pl.when(code.is_in([*shown, "not_stated", "same_country"])).then(code).otherwise(pl.lit("other"))
    return frame.with_columns(pl.concat_list(kept).alias(column))


def known_of_nobody(persons: dict[Codes, int], axis: int) -> bool:
    """Return whether no victim has an answer in a dimension, while there are some to whom it was put."""
    rest = ("total",) * len(next(iter(persons)))
    at = lambda code: persons.get((*rest[:axis], code, *rest[axis + 1 :]), 0)  # noqa: E731
    missing = at("unknown") + at("not_stated")
    return missing > 0 and missing + at("not_asked") == at("total")


def per_cent(part: int, whole: int) -> float:
    """Return a share to one decimal, halves up."""
    return float((Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def unavailable(persons: dict[Codes, int], codes: list[list[str]]) -> set[Codes]:
    """Return the cells whose zero would only say that nothing was reported."""
    silent = [known_of_nobody(persons, axis) for axis in range(len(codes))]
    return {
        cell
        for cell in itertools.product(*codes)
        if any(nobody and code not in NO_ANSWER for nobody, code in zip(silent, cell, strict=True))
    }
