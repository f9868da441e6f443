"""Recodes by specification: every source code has one place, and a pool counts each person once."""

import re
import shutil
from pathlib import Path

import pytest

from reports.specification_loader import SpecificationError, load
from reports.statistics import earlier_tables, load_tables, specification_of, text_of
from reports.statistics.cube_builder import build_cube
from reports.statistics.cubes import is_geography, load_cubes
from reports.statistics.dimensions import Dimensions, Level, Ranking, load_dimensions
from reports.statistics.tabulation import tabulate
from tests.statistics.case_records import frames, record

SOURCE = Path(__file__).parents[2] / "reports" / "statistics" / "dimensions.yaml"
TABLES = {spec.key: spec for spec in load_tables()}
FORMS, REGIONS = "codes: [ForcedLabour, SexualExploitation, Servitude, ForcedBegging]", "codes: [BRUSSELS, CAIRO]"


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        (FORMS, "codes: [ForcedLabour, SexualExploitation, Servitude]", "ForcedBegging has no place"),
        (FORMS, FORMS.replace("]", ", Surrogacy]"), "Surrogacy has two places"),
        (FORMS, FORMS.replace("]", ", Piracy]"), "no code Piracy"),
        (REGIONS, "codes: [BRUSSELS]", "CAIRO has no place"),
        (REGIONS, "codes: [BRUSSELS, CAIRO, VIENNA]", "VIENNA has two places"),
        ("left_out: [NotAVictim]", "left_out: []", "NotAVictim has no place"),
        ("      OTHER: {none_of: [ForcedLabour", "      OTHER: {all_of: [ChildLabour], none_of: [ForcedLabour",
         "has no code"),
        ("      BOTH: {all_of: [ForcedLabour, Sex", "      BOTH: {all_of: [ForcedLabour], none_of: [Sex",
         "a person with ForcedLabour and SexualExploitation alone has no code"),
    ],
)  # fmt: skip
def test_a_recode_that_leaves_a_code_without_a_place_or_gives_it_two_is_refused_with_its_line(
    line: str, instead: str, said: str, tmp_path: Path
):
    text = SOURCE.read_text(encoding="utf-8")
    assert text.count(line) == 1
    (tmp_path / SOURCE.name).write_text(text.replace(line, instead), encoding="utf-8")
    with pytest.raises(SpecificationError, match=re.escape(said)) as refused:
        load(SOURCE.name, Dimensions, tmp_path)
    assert re.match(r"dimensions\.yaml, line [1-9][0-9]*: ", str(refused.value))


def test_the_specification_of_today_loads_from_a_copy(tmp_path: Path):
    shutil.copy(SOURCE, tmp_path)
    assert load(SOURCE.name, Dimensions, tmp_path) == load_dimensions()


def test_a_person_with_several_pooled_answers_counts_once_in_the_pool():
    rows = [record("KEN", "1", sex="F", exploit_ForcedMarriage=1, exploit_Surrogacy=1, exploit_Servitude=1)]
    rows += [record("KEN", "2", sex="F", exploit_Other=1), record("KEN", "3", sex="M")]
    cube = build_cube("trafficking", frames(trafficking=rows), 2012)
    table = tabulate(cube, TABLES["victims_by_exploitation_and_sex"], 2012).counts()
    counts = dict(zip(zip(table["exploitation_main_forms"], table["sex"], strict=True), table["value"], strict=True))
    assert (counts["OTHER_FORMS", "F"], counts["Servitude", "F"], counts["unknown", "M"]) == (2, 1, 1)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("victims_by_exploitation_and_sex", "exploitation_main_forms"),
        ("returns_by_host_and_origin_region", "main_host_region"),
    ],
)
def test_a_note_names_what_a_pool_counts(key: str, name: str, language: str):
    text = text_of(TABLES[key], language)
    (pool,) = load_dimensions().dimensions[name].pooled.items()
    (note,) = [note for note in text.notes if text.code_labels[name, pool[0]] in note]
    assert all(text.code_labels[name, code] in note for code in pool[1].codes)


def test_by_region_women_and_men_are_printed_and_the_residual_is_not():
    spec = TABLES["victims_by_region_and_sex"]
    assert spec.codes_of(1) == ("F", "M", "total")
    rows = [record("KEN", str(n), sex=sex, country_of_exploitation="THA") for n, sex in enumerate("FMXU")]
    table = tabulate(build_cube("trafficking", frames(trafficking=rows), 2012), spec, 2012).counts()
    of_region = table[table["world_region"] == "EAST_ASIA_PACIFIC"]
    assert dict(zip(of_region["sex_stated"], of_region["value"], strict=True)) == {"F": 1, "M": 1, "total": 4}


def test_the_overlap_of_labour_and_sexual_exploitation_is_printed_at_world_level_alone():
    printing = [spec.dimensions for spec in TABLES.values() if "exploitation_recode" in spec.dimensions]
    assert printing == [("exploitation_recode",)]


def test_no_table_crosses_bands_of_age_with_geography():
    variables = load_cubes().variables
    for spec in TABLES.values():
        ages = [one for one in spec.definitions if isinstance(one, Level) and one.variable == "age_band"]
        places = [one for one in spec.definitions if any(is_geography(variables[v]) for v in one.variables)]
        assert not (places and any(len(one.codes) > 2 for one in ages)), spec.key


def test_the_tables_of_released_editions_are_known_by_their_columns():
    recode = specification_of("victims_by_exploitation_recode_and_sex", ("exploitation_recode", "sex"))
    assert recode is not None and recode not in load_tables()
    before = specification_of("victims_by_exploitation_and_sex", ("exploitation", "sex"))
    now = specification_of("victims_by_exploitation_and_sex", ("exploitation_main_forms", "sex"))
    assert before in earlier_tables() and now is TABLES["victims_by_exploitation_and_sex"]
    assert specification_of("victims_by_exploitation_and_sex", ("sex", "exploitation")) is None


def test_a_code_that_an_earlier_and_the_present_table_have_counts_the_same_persons():
    rows = [
        record("KEN", f"{n}", sex="FMU"[n % 3], age=10 + n, exploit_ForcedLabour=n % 2, exploit_Servitude=n % 5 == 0,
               exploit_Other=n % 7 == 0, country_of_exploitation=("THA", "UKR")[n % 2])
        for n in range(40)
    ]  # fmt: skip
    cube = build_cube("trafficking", frames(trafficking=rows), 2012)
    for spec in earlier_tables():
        now = TABLES.get(spec.key)
        if now is None or spec.theme != "trafficking" or any(isinstance(one, Ranking) for one in spec.definitions):
            continue
        found = []
        for one in (spec, now):
            table = tabulate(cube, one, 2012).counts()
            codes = zip(*(table[name] for name in one.dimensions), strict=True)
            found.append(dict(zip(codes, table["value"].fillna(-1), strict=True)))
        both = set(found[0]) & set(found[1])
        assert both and {codes: found[0][codes] for codes in both} == {codes: found[1][codes] for codes in both}
