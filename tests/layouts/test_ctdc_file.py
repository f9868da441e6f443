"""The CTDC files themselves: every record stands in the submissions, counted by every column against plain pandas."""

import io
from collections import Counter

import pandas as pd
import pytest

from expectations.geography.tables import rows as geography_rows
from expectations.layouts import ForeignSubmission, Layout, convert, load_layout
from tests.lib.places import REAL_DATA

CTDC = REAL_DATA / "ctdc"
WHOLE, SAMPLE = CTDC / "ctdc_global_synthetic_2021.csv.gz", CTDC / "ctdc_kanon_2020_sample63.csv"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not WHOLE.exists(), reason="needs ../shared/data/ctdc beside the checkout"),
]
MEANS = {
    f"meansOfControl{name}": f"means_{ours or name}"
    for name, ours in {
        **dict.fromkeys(("DebtBondage", "TakesEarnings", "Threats", "PsychologicalAbuse", "PhysicalAbuse"), ""),
        **dict.fromkeys(("SexualAbuse", "FalsePromises", "PsychoactiveSubstances", "RestrictsMovement"), ""),
        **dict.fromkeys(("RestrictsMedicalCare", "ExcessiveWorkingHours", "WithholdsNecessities"), ""),
        **dict.fromkeys(("WithholdsDocuments", "Other"), ""),
        "ThreatOfLawEnforce": "ThreatOfLawEnforcement",
    }.items()
}
FLAGS = {
    **MEANS,
    "isForcedLabour": "exploit_ForcedLabour",
    "isSexualExploit": "exploit_SexualExploitation",
    "isOtherExploit": "exploit_Other",
    "typeOfSexProstitution": "sex_type_Prostitution",
    "typeOfSexPornography": "sex_type_Pornography",
    **{f"recruiterRelation{who}": f"recruiter_{who}" for who in ("IntimatePartner", "Friend", "Family", "Other")},
}
SECTORS = {
    "typeOfLabourAgriculture": "A",
    "typeOfLabourConstruction": "F",
    "typeOfLabourHospitality": "I",
    "typeOfLabourDomesticWork": "T",
}
TEXTS = {
    "gender": ("sex", {"Female": "F", "Male": "M", "Transgender/NonConforming": "X"}),
    "traffickMonths": ("duration", {"0--12 (0-1 yr)": "0-12", "13--24 (1-2 yrs)": "13-24", "25--60 (2-5 yrs)": "25+",
                                    "61+ (5+ yrs)": "25+"}),
    "majorityStatusAtExploit": ("child_at_entry", {"Minor": "1", "Adult": "0"}),
}  # fmt: skip
NOT_CARRIED = ("typeOfLabourOther", "typeOfSexOther")


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    frame = pd.read_csv(WHOLE, dtype=str, keep_default_na=False)
    return frame[frame["yearOfRegistration"] != ""]


@pytest.fixture(scope="module")
def made(ctdc: Layout) -> list[ForeignSubmission]:
    return list(convert(ctdc, WHOLE))


def joined(made: list[ForeignSubmission]) -> pd.DataFrame:
    frames = []
    for one in made:
        form = pd.read_csv(io.BytesIO(one.files["trafficking.csv"]), dtype=str, keep_default_na=False)
        frames.append(form.assign(office=one.office, year=str(one.year)))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def ours(made: list[ForeignSubmission]) -> pd.DataFrame:
    return joined(made)


def counts(column: "pd.Series[str]") -> dict[str, int]:
    return {str(text): int(count) for text, count in column.value_counts().items()}


def test_all_columns_of_the_file_are_looked_at_by_these_tests(raw: pd.DataFrame) -> None:
    others = {"yearOfRegistration", "ageBroad", "citizenship", "CountryOfExploitation"}
    assert {*FLAGS, *SECTORS, *TEXTS, *NOT_CARRIED, *others} == set(raw.columns)


def test_every_record_is_carried_once(raw: pd.DataFrame, ours: pd.DataFrame) -> None:
    assert len(ours) == len(raw)
    assert ours["case_ref"].is_unique
    assert counts(ours["year"]) == counts(raw["yearOfRegistration"])


def test_counts_by_every_column_are_those_of_the_file(raw: pd.DataFrame, ours: pd.DataFrame) -> None:
    for column, field in FLAGS.items():
        assert counts(ours[field]) == counts(raw[column]), column
    for column, (field, codes) in TEXTS.items():
        assert counts(ours[field]) == counts(raw[column].map({**codes, "": ""})), column
    bands = raw["ageBroad"].str.replace("--", "-").str.replace("^09-", "9-", regex=True)
    assert counts(ours["age_band"]) == counts(bands)
    assert counts(ours["citizenship"]) == counts(raw["citizenship"])
    assert counts(ours["country_of_exploitation"]) == counts(raw["CountryOfExploitation"])
    assert counts(ours["office"]) == counts(raw["CountryOfExploitation"].replace("", "XXX"))


def test_several_columns_together_count_as_in_the_file(raw: pd.DataFrame, ours: pd.DataFrame) -> None:
    theirs = raw.assign(sex=raw["gender"].map({**TEXTS["gender"][1], "": ""}))
    left = ours.groupby(["year", "office", "sex", "exploit_ForcedLabour"]).size().to_dict()
    country = theirs["CountryOfExploitation"].replace("", "XXX")
    right = theirs.groupby(["yearOfRegistration", country, "sex", "isForcedLabour"]).size().to_dict()
    assert left == right


def test_one_sector_is_carried_and_several_are_counted_as_lost(
    raw: pd.DataFrame, ours: pd.DataFrame, made: list[ForeignSubmission]
) -> None:
    yes = raw[list(SECTORS)] == "1"
    only_one = yes[yes.sum(axis=1) == 1].idxmax(axis=1).map(SECTORS)
    assert {code: n for code, n in counts(ours["labour_sector"]).items() if code} == counts(only_one)
    lost = sum((Counter(one.losses) for one in made), Counter())
    expected = Counter({f"{column}: not carried": int((raw[column] == "1").sum()) for column in NOT_CARRIED})
    expected["labour_sector: several answers"] = int((yes.sum(axis=1) > 1).sum())
    assert lost == +expected


def test_a_reference_leads_back_to_its_line(raw: pd.DataFrame, ours: pd.DataFrame) -> None:
    theirs = raw.loc[ours["case_ref"].str.removeprefix("CTDC-").astype("int64") - 2]
    assert list(theirs["citizenship"]) == list(ours["citizenship"])
    assert list(theirs["yearOfRegistration"]) == list(ours["year"])


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)


def test_the_k_anonymised_sample_counts_as_in_the_file_by_every_column(sample: pd.DataFrame) -> None:
    kanon = load_layout("ctdc_kanon_2020")
    assert len(kanon.columns) == 64 == len(sample.columns)
    found = joined(list(convert(kanon, SAMPLE)))
    assert len(found) == len(sample) == 84
    found = found.sort_values("case_ref", key=lambda column: column.str.removeprefix("CTDCK-").astype("int64"))
    sample = sample.replace("-99", "").replace("00", "")
    alpha3 = {row["alpha2"]: row["alpha3"] for row in geography_rows("countries")} | {"": ""}
    assert list(found["citizenship"]) == list(sample["citizenship"].map(alpha3))
    assert list(found["office"]) == list(sample["CountryOfExploitation"].map(alpha3).replace("", "XXX"))
    assert list(found["sex"]) == list(sample["gender"].str[:1])
    bands = sample["ageBroad"].str.replace("--", "-")
    coarse = sample["majorityStatus"].map({"Adult": "ADULT", "Minor": "CHILD", "": ""})
    assert list(found["age_band"]) == list(bands.where(bands != "", coarse))
    entry = sample["majorityEntry"].where(sample["majorityEntry"] != "", sample["majorityStatusAtExploit"])
    assert list(found["child_at_entry"]) == list(entry.map({"Minor": "1", "Adult": "0", "": ""}))
    same = {column: field for column, field in FLAGS.items() if column in sample}
    same |= {"meansOfControlThreatOfLawEnforcement": "means_ThreatOfLawEnforcement"}
    same |= {"meansOfControlUsesChildren": "means_UsesChildren", "isForcedMarriage": "exploit_ForcedMarriage"}
    same |= {"meansOfControlRestrictsFinancialAccess": "means_RestrictsFinancialAccess"}
    same |= {"isForcedMilitary": "exploit_ForcedMilitary", "isOrganRemoval": "exploit_OrganRemoval"}
    same |= {"isSlaveryAndPractices": "exploit_Servitude", "typeOfLabourBegging": "exploit_ForcedBegging"}
    same |= {"typeOfSexRemoteInteractiveServices": "sex_type_RemoteInteractive"}
    same |= {"typeOfSexPrivateSexualServices": "sex_type_PrivateSexual"}
    for column, field in same.items():
        assert list(found[field]) == list(sample[column]), column
    peddling = sample["typeOfLabourPeddling"] == "1"
    assert list(found["labour_sector"]) == list(peddling.map({True: "G", False: ""}))
