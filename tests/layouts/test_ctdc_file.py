"""The CTDC file itself: every record of a year stands in the submissions, counted against plain pandas on the file."""

import io
import time
from pathlib import Path

import pandas as pd
import pytest

from expectations.layouts import Layout, convert

CTDC_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "ctdc" / "ctdc_global_synthetic_2021.csv.gz"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not CTDC_FILE.exists(), reason="needs ../shared/data/ctdc beside the checkout"),
]


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    return pd.read_csv(CTDC_FILE, dtype=str, keep_default_na=False)


def converted(layout: Layout, year: int) -> pd.DataFrame:
    frames = []
    for one in convert(layout, CTDC_FILE, {year}):
        form = io.BytesIO(one.files["trafficking.csv"])
        frames.append(pd.read_csv(form, dtype=str, keep_default_na=False).assign(office=one.office))
    return pd.concat(frames, ignore_index=True)


@pytest.mark.parametrize(("year", "records"), [(2016, 24_930), (2019, 27_840)])
def test_every_record_of_a_year_is_carried_and_counts_as_in_the_file(
    ctdc: Layout, raw: pd.DataFrame, year: int, records: int
) -> None:
    ours, theirs = converted(ctdc, year), raw[raw["yearOfRegistration"] == str(year)]
    assert len(ours) == len(theirs) == records
    assert ours["case_ref"].is_unique

    bands = {
        text: text.replace("--", "-").removeprefix("0") if text.startswith("09") else text.replace("--", "-")
        for text in theirs["ageBroad"].unique()
    }
    sexes = {"Female": "F", "Male": "M", "Transgender/NonConforming": "X", "": ""}
    expected = theirs.assign(sex=theirs["gender"].map(sexes), age_band=theirs["ageBroad"].map(bands))
    assert ours.groupby(["sex", "age_band"]).size().to_dict() == expected.groupby(["sex", "age_band"]).size().to_dict()

    offices = theirs["CountryOfExploitation"].replace("", "XXX").value_counts().to_dict()
    assert ours["office"].value_counts().to_dict() == offices
    for field, column in (
        ("exploit_ForcedLabour", "isForcedLabour"),
        ("exploit_SexualExploitation", "isSexualExploit"),
        ("citizenship", "citizenship"),
        ("means_ThreatOfLawEnforcement", "meansOfControlThreatOfLawEnforce"),
    ):
        assert ours[field].value_counts().to_dict() == theirs[column].value_counts().to_dict()


def test_a_reference_leads_back_to_its_line(ctdc: Layout, raw: pd.DataFrame) -> None:
    ours = converted(ctdc, 2016)
    lines = ours["case_ref"].str.removeprefix("CTDC-").astype("int64") - 2
    theirs = raw.loc[lines]
    assert (theirs["yearOfRegistration"] == "2016").all()
    assert list(theirs["citizenship"]) == list(ours["citizenship"])


def test_nothing_of_the_file_is_lost_but_what_the_layout_names(ctdc: Layout, raw: pd.DataFrame) -> None:
    started = time.perf_counter()
    made = list(convert(ctdc, CTDC_FILE))
    assert time.perf_counter() - started < 15
    assert sum(one.records for one in made) == (raw["yearOfRegistration"] != "").sum()
    lost = {loss for one in made for loss in one.losses}
    assert lost == {"typeOfLabourOther: not carried", "typeOfSexOther: not carried"}
