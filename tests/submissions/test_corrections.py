"""Corrections by headquarters: applied where the old value is the one expected, ended by the office's own answer."""

from collections.abc import Mapping

import pandas as pd
import pytest

from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.corrections import corrections_applied
from assets.steps.submissions.read import read_submissions
from expectations.contract import load_contract
from expectations.corrections import Address, CorrectionError, read_corrections
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.single_rows import send, take, victim

HEADER = "office,form,person_key,address,field,expected,new,author,reason"
KEY = "0123456789abcdef" * 2


def line(**said: str) -> str:
    given = {
        "office": "KEN",
        "form": "trafficking",
        "author": "M. Reviewer",
        "reason": "see the office's letter",
        **said,
    }
    return ",".join(given.get(name, "") for name in HEADER.split(","))


def csv_of(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines, ""]).encode()


def key_of(stores: Stores, reference: str, office: str = "KEN") -> str:
    return stores.key.pseudonym(f"{office}|{reference.casefold()}")


def correct(stores: Stores, *lines: str) -> None:
    stores.home.corrections.mkdir(exist_ok=True)
    (stores.home.corrections / f"{YEAR}.csv").write_bytes(csv_of(*lines))


def ages(stores: Stores) -> list[object]:
    return [None if pd.isna(age) else int(age) for age in stores.warehouse.read("read_trafficking")["age"]]


def findings(stores: Stores) -> pd.DataFrame:
    return stores.warehouse.read("findings", where={"family": "corrections"})


def rules(stores: Stores) -> list[str]:
    return list(findings(stores)["rule"])


def test_a_value_that_is_the_one_expected_is_corrected(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=30), victim("B", age=31)]})
    correct(stores, line(person_key=key_of(stores, "B"), field="age", expected="31", new="13"))
    take(stores, "KEN")
    assert ages(stores) == [30, 13]
    found = findings(stores).iloc[0]
    assert (found["rule"], found["severity"], found["row_no"], found["field"]) == (
        "correction_applied",
        "info",
        3,
        "age",
    )
    assert found["column_letters"] == "D"
    assert corrections_applied(stores, YEAR) == 1


def test_a_value_that_could_not_be_read_is_expected_as_blank_and_can_be_corrected(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age="thirty", sex="someone")]})
    correct(stores, line(person_key=key_of(stores, "A"), field="age", expected="", new="30"))
    take(stores, "KEN")
    assert ages(stores) == [30]
    unread = stores.warehouse.read("read_trafficking")["unread"].iloc[0]
    assert "age" not in unread
    assert "sex:code" in unread


def test_a_value_can_be_made_unknown(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=30)]})
    place = key_of(stores, "A")
    correct(
        stores,
        line(person_key=place, field="age", expected="30", new=""),
        line(person_key=place, field="sex", expected="F", new=""),
    )
    take(stores, "KEN")
    assert ages(stores) == [None]
    assert stores.warehouse.read("read_trafficking")["sex"].isna().all()


@pytest.mark.parametrize("own", [13, 14, ""])
def test_a_correction_ends_once_the_office_says_the_same_or_something_else(stores: Stores, own: object) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=31)]})
    correct(stores, line(person_key=key_of(stores, "A"), field="age", expected="31", new="13"))
    take(stores, "KEN")
    assert ages(stores) == [13]
    send(stores, "KEN", "2013-02-01-1", {"trafficking": [victim("A", age=own)]})
    take(stores, "KEN")
    assert ages(stores) == [own or None]
    assert rules(stores) == ["correction_superseded"]
    assert corrections_applied(stores, YEAR) == 0


def test_a_row_that_the_office_took_away_is_reported(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=31)]})
    correct(stores, line(person_key=key_of(stores, "Z"), field="age", expected="31", new="13"))
    take(stores, "KEN")
    assert ages(stores) == [31]
    assert rules(stores) == ["correction_without_row"]


def test_an_address_holds_for_the_submission_that_it_names_only(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=31)]})
    take(stores, "KEN")
    digest = stores.register.rows(YEAR)[0].digest
    correct(stores, line(address=f"{digest[:12]}:2/1/2", field="age", expected="31", new="13"))
    take(stores, "KEN")
    assert ages(stores) == [13]
    send(stores, "KEN", "2013-02-01-1", {"trafficking": [victim("OTHER", age=31)]})
    take(stores, "KEN")
    assert ages(stores) == [31]
    assert rules(stores) == ["correction_superseded"]


def test_a_correction_waits_for_an_office_of_which_nothing_stands(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=31)]})
    correct(stores, line(office="UGA", person_key=key_of(stores, "A", "UGA"), field="age", expected="31", new="13"))
    take(stores, "KEN", "UGA")
    assert rules(stores) == []


def test_reading_one_office_again_leaves_the_corrections_of_the_others(stores: Stores) -> None:
    for office in ("KEN", "UGA"):
        send(stores, office, "2013-01-28-1", {"trafficking": [victim("A", age=31)]})
    both = [
        line(office=o, person_key=key_of(stores, "A", o), field="age", expected="31", new="13") for o in ("KEN", "UGA")
    ]
    correct(stores, *both)
    take(stores, "KEN", "UGA")
    take(stores, "KEN")
    assert ages(stores) == [13, 13]
    assert corrections_applied(stores, YEAR) == 2


def test_a_file_that_cannot_be_used_stops_the_reading_and_changes_nothing(stores: Stores) -> None:
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("A", age=31)]})
    take(stores, "KEN")
    correct(stores, line(person_key=KEY, field="age", expected="CANARY", new="13"))
    with pytest.raises(OperatorError, match=r"corrections/2012.csv, line 2: expected is not a value") as fault:
        read_submissions(stores, YEAR, ["KEN"])
    assert "CANARY" not in str(fault.value)
    assert ages(stores) == [31]
    (stores.home.corrections / f"{YEAR}.yaml").write_text("")
    with pytest.raises(OperatorError, match="two files"):
        read_submissions(stores, YEAR, ["KEN"])


GOOD = {"person_key": KEY, "field": "age", "expected": "31", "new": "13"}
SPOILED: list[tuple[Mapping[str, str], str]] = [
    ({"office": "QQQ"}, "office is not"),
    ({"form": "CANARY"}, "form is none"),
    ({"field": "CANARY"}, "field is none"),
    ({"field": "case_ref"}, "expected is not a value"),
    ({"author": ""}, "author is missing"),
    ({"reason": ""}, "reason is missing"),
    ({"person_key": "CANARY-17"}, "a case reference must never stand here"),
    ({"person_key": ""}, "by one of them"),
    ({"address": "0123456789ab:1/1/2"}, "by one of them"),
    ({"person_key": "", "address": "1/1/2"}, "address is not"),
    ({"new": "31"}, "the same"),
    ({"new": "13.5"}, "new is not a value"),
    ({"field": "sex", "expected": "F", "new": "CANARY"}, "new is not a value"),
    ({"field": "citizenship", "expected": "UKR", "new": "UKR;XYZ"}, "new is not a value"),
    ({"field": "exploit_ForcedLabour", "expected": "1", "new": "no"}, "new is not a value"),
]


@pytest.mark.parametrize(("spoiled", "said"), SPOILED)
def test_a_spoiled_line_is_refused_with_its_place_and_without_its_values(spoiled: Mapping[str, str], said: str) -> None:
    content = csv_of(line(**GOOD), "", line(**{**GOOD, "person_key": KEY[::-1], **spoiled}))
    with pytest.raises(CorrectionError, match=f"^corrections/2012.csv, line 4: .*{said}") as fault:
        read_corrections(content, "2012.csv", load_contract())
    assert "CANARY" not in str(fault.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\xff", "not UTF-8"),
        (b"office,CANARY\n", "line 1: names are unknown"),
        (csv_of("KEN"), "line 2: has not as many cells"),
        (csv_of(line(**GOOD), line(**{**GOOD, "new": "14"})), "line 3: the same value as in line 2"),
        (b'office,form\n"KEN"x,\n', "not CSV"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(CorrectionError, match=said) as fault:
        read_corrections(content, "2012.csv", load_contract())
    assert "CANARY" not in str(fault.value)


def test_a_yaml_file_says_the_same_as_a_csv_file() -> None:
    entries = [
        {"office": "NOR", "form": "trafficking", "field": "age", "expected": 31, "new": "~"},
        {"office": "NOR", "form": "trafficking", "field": "sex", "expected": "", "new": "F"},
    ]
    text = "# corrections\n"
    for number, entry in enumerate(entries):
        said = {**entry, "author": "M", "reason": "letter", "address": f"'0123456789ab:1/1/{number + 2}'"}
        said = {name: '""' if value == "" else value for name, value in said.items()}
        text += "- {" + ", ".join(f"{name}: {value}" for name, value in said.items()) + "}\n"
    first, second = read_corrections(text.encode(), "2012.yaml", load_contract())
    assert (first.expected, first.new, first.line) == (31, None, 2)
    assert (second.expected, second.new, second.line) == (None, "F", 3)
    assert first.row == Address("0123456789ab", 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {office: [", "not YAML"),
        ("office: KEN", "not a list"),
        ("\n- KEN", "line 2: not a mapping"),
        ("- {office: KEN, CANARY: 1}", "line 1: names are unknown"),
    ],
)
def test_a_spoiled_yaml_file_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(CorrectionError, match=said) as fault:
        read_corrections(text.encode(), "2012.yaml", load_contract())
    assert "CANARY" not in str(fault.value)
