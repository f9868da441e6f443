"""Bad deliveries are rejected with a reason, the other offices go on; the exit status says if a review was made."""

from collections import Counter
from pathlib import Path

import pytest

from assets.steps.submissions.read import read_submissions
from assets.steps.submissions.receive import receive
from expectations.reading import reasons
from tests.lib.submissions.files import NO_WORKBOOK, deliver
from tests.lib.submissions.varied_year import whole
from tests.pipeline.homes import register, review, rows, stores_of
from tests.pipeline.mixed_year import GOOD, REJECTED, MixedYear


def _accepted(mixed: MixedYear, form: str) -> Counter[str]:
    query = f"SELECT office, count(*) FROM cases_{form} WHERE office != 'COD' GROUP BY office"
    return Counter(dict(rows(mixed.root, query)))


def test_a_bad_delivery_is_rejected_in_the_register_with_its_reason(mixed: MixedYear) -> None:
    found = {office: register(mixed.root, office) for office in REJECTED}
    assert found == {office: [("2013-01-10-1", "rejected", reason)] for office, reason in REJECTED.items()}


def test_the_other_offices_go_on_and_the_run_ends_well(mixed: MixedYear) -> None:
    assert mixed.ended["first"].status == 0
    assert sorted(_accepted(mixed, "trafficking")) == sorted(GOOD)


def test_the_run_shows_each_rejected_office_with_a_sentence_that_a_person_understands(mixed: MixedYear) -> None:
    for office, reason in REJECTED.items():
        assert (
            f"{office} 2012, a delivery was rejected: {' '.join(reasons()[reason].en.split())}"
            in mixed.ended["first"].words
        )
    assert f"offices rejected │ {len(REJECTED)}" in mixed.ended["first"].words


def test_the_status_shows_states_and_reasons(mixed: MixedYear) -> None:
    shown = review(mixed.root, "status", "--year", "2012").words
    assert "KEN │ Kenya │ partial │ 1" in shown
    assert "SEN │ Senegal │ rejected │ 1" in shown
    assert "COD │ Democratic" in shown
    assert "FRA │ France │ expected │ 0" in shown
    assert reasons()["no_file"].en in shown


def test_a_later_delivery_supersedes_the_earlier_one(mixed: MixedYear) -> None:
    assert [state for _, state, _ in register(mixed.root, "HTI")] == ["read", "read"]
    assert _accepted(mixed, "trafficking")["HTI"] == 45


def test_a_rejected_later_delivery_does_not_supersede_a_good_one(mixed: MixedYear) -> None:
    assert [state for _, state, _ in register(mixed.root, "THA")] == ["read", "rejected"]
    assert _accepted(mixed, "trafficking")["THA"] == 40
    assert "THA 2012, a delivery was rejected; another delivery of the office is current:" in mixed.ended["first"].words


def test_the_same_bytes_twice_are_one_submission(mixed: MixedYear) -> None:
    assert [state for _, state, _ in register(mixed.root, "UKR")] == ["read", "repeated"]
    assert _accepted(mixed, "trafficking")["UKR"] == 40


def test_the_first_bytes_again_after_others_stand_again(mixed: MixedYear) -> None:
    assert [state for _, state, _ in register(mixed.root, "PER")] == ["read", "read", "read"]
    assert _accepted(mixed, "trafficking")["PER"] == 30
    digests = [digest for (digest,) in rows(mixed.root, "SELECT digest FROM register WHERE office = 'PER' ORDER BY 1")]
    assert len(set(digests)) == 2


def test_a_partial_delivery_replaces_only_the_forms_that_it_names(mixed: MixedYear) -> None:
    by_form = [_accepted(mixed, form)["ALB"] for form in ("trafficking", "returns", "vulnerable")]
    assert by_form == [33, 20, 20]


def test_what_was_found_in_a_superseded_form_is_no_longer_reported(tmp_path: Path) -> None:
    first = whole("KEN", 20)
    first["trafficking.csv"] = first["trafficking.csv"].replace(b'"case_ref"', b'"case_ref","colour"', 1)
    deliver(tmp_path, "KEN", "2013-01-10-1", first)
    only = {"cover.csv": first["cover.csv"] + b'"only_forms","trafficking"\r\n'}
    deliver(tmp_path, "KEN", "2013-02-10-1", only | {"trafficking.csv": whole("KEN", 20)["trafficking.csv"]})
    stores = stores_of(tmp_path)
    receive(stores, 2012, ["KEN"])
    read_submissions(stores, 2012, ["KEN"])
    assert rows(tmp_path, "SELECT form, rule FROM findings") == []


def test_where_nothing_was_accepted_no_review_is_made_and_the_run_ends_1(tmp_path: Path) -> None:
    deliver(tmp_path, "KEN", "2013-01-10-1", {"office.xlsx": NO_WORKBOOK})
    deliver(tmp_path, "MDA", "2013-01-10-1", {})
    ended = review(tmp_path, "run", "--year", "2012")
    assert ended.status == 1
    assert "Error: no review of 2012 was made: 2012: no record of the year was accepted" in ended.words
    assert "offices rejected │ 2" in ended.words
    assert list((tmp_path / "shelf").glob("[!.]*")) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--year", "1066"], "1066 is not a review year; they go from 2002 to 2035"),
        (["--year", "2012", "--office", "ATL"], "no office ATL is expected or has delivered for 2012"),
        (["--year", "2012", "--office", "Kenya"], "Usage error: an office is three letters"),
        (["--year", "soon"], ""),
        ([], ""),
    ],
)
def test_a_wrong_call_ends_2_says_so_and_runs_nothing(arguments: list[str], told: str, tmp_path: Path) -> None:
    ended = review(tmp_path, "run", *arguments)
    assert ended.status == 2
    assert told in ended.words
    assert not (tmp_path / "dagster").exists()


def test_an_unusable_key_ends_1_in_words(tmp_path: Path) -> None:
    deliver(tmp_path, "KEN", "2013-01-10-1", whole("KEN", 2))
    ended = review(tmp_path, "run", "--year", "2012", key="no key")
    assert ended.status == 1
    assert "Error: the key is no age secret key" in ended.words
