"""The contract: what it loads, what it refuses and with which words, and that its pages follow it."""

import shutil
from pathlib import Path

import pytest

from expectations.contract import LANGUAGES, ContractError, load_contract
from expectations.contract.code_book import PAGE, code_book
from expectations.contract.contract_files import ROOM
from expectations.reading.text_normalisation import folded


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A copy of the contract that a test may spoil."""
    for name in ("forms", "codes", "geography", "reading"):
        shutil.copytree(ROOM / name, tmp_path / name)
    shutil.copy(ROOM / "messages.yaml", tmp_path)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_six_forms_are_there_in_their_order() -> None:
    forms = load_contract().forms
    assert list(forms) == ["trafficking", "returns", "vulnerable", "health", "projects", "totals"]
    assert [form.key for form in forms.values() if form.has_persons] == ["trafficking", "returns", "vulnerable"]


def test_each_form_says_what_tells_its_rows_apart() -> None:
    columns = {form.key: form.reference_column for form in load_contract().forms.values()}
    assert columns == {
        **dict.fromkeys(("trafficking", "returns", "vulnerable"), "person_key"),
        "health": None,
        "projects": "code",
        "totals": None,
    }


def test_every_field_says_in_one_sentence_what_is_asked_in_three_languages() -> None:
    helps = [
        (form.key, field.name, text)
        for form in load_contract().forms.values()
        for field in form.fields
        for text in field.help.in_all()
    ]
    assert [entry for entry in helps if not entry[2].endswith(".") or ". " in entry[2]] == []


def names_shared(named: dict[str, tuple[str, ...]]) -> list[str]:
    """The names, folded as the reader folds them, that stand for two keys."""
    keys: dict[str, set[str]] = {}
    for key, names in named.items():
        for name in names:
            keys.setdefault(folded(name), set()).add(key)
    return [name for name, meant in keys.items() if len(meant) > 1]


def test_no_two_fields_of_a_form_share_a_name_in_any_language() -> None:
    for form in load_contract().forms.values():
        fields = {field.name: (field.name, *field.label.in_all(), *field.aliases) for field in form.fields}
        assert names_shared(fields) == []


def test_no_two_codes_of_a_list_share_a_name_in_any_language() -> None:
    for codes in load_contract().code_lists.values():
        assert (
            names_shared({key: (key, *code.label.in_all(), *code.aliases) for key, code in codes.codes.items()}) == []
        )


def test_the_codes_of_health_are_those_of_the_field() -> None:
    lists = load_contract().code_lists
    assert {"HIV_LINKED_TO_CARE", "TB_DETECTED", "PROVIDERS_TRAINED"} <= set(lists["indicator"].codes)
    assert len(lists["indicator"].codes) == 12
    assert "OTHER_VULNERABLE" in lists["population"].codes


def test_the_sentence_that_nobody_is_asked_again_stands_in_one_place() -> None:
    contract = load_contract()
    assert contract.leave_blank.en.endswith("Never go back to the person for the sake of statistics.")
    written = [path for path in ROOM.glob("forms/*.yaml") if "Never go back" in path.read_text(encoding="utf-8")]
    assert written == []
    assert contract.messages["code"].fr.endswith(contract.leave_blank.fr)


def test_every_field_and_code_has_a_label_in_three_languages() -> None:
    contract = load_contract()
    labels = [field.label for form in contract.forms.values() for field in form.fields]
    labels += [code.label for codes in contract.code_lists.values() for code in codes.codes.values()]
    assert [label for label in labels if not all(label.in_language(language).strip() for language in LANGUAGES)] == []


def test_the_means_of_control_are_the_seventeen_of_the_standard() -> None:
    assert len(load_contract().forms["trafficking"].group("means")) == 17


def test_age_bands_nest_and_the_finest_reach_every_level() -> None:
    bands = load_contract().code_lists["age_band"]
    assert list(bands.ancestors("12-13")) == ["9-17", "CHILD"]
    assert bands.reaches("60-64", frozenset({"48+", "39-47"})) == "48+"
    assert bands.reaches("ADULT", frozenset({"48+"})) is None


SPOILED = [
    ("forms/returns.yaml", "codes: side", "codes: sides", "no code list sides"),
    ("forms/returns.yaml", "same_as: host", "same_as: hostt", "no field hostt"),
    ("forms/vulnerable.yaml", "flags: assist", "flags: umc_assist, core_: 1", "core_"),
    ("forms/returns.yaml", "family: dates", "family: datess", "no rule family datess"),
    ("codes/person.yaml", "within: CHILD", "within: CHILDD", "CHILDD"),
    ("forms/_case.yaml", "name: sex,", "name: age,", "field named twice: age"),
    ("messages.yaml", "families:", "families: [", "not YAML"),
    ("forms/projects.yaml", "name: code,", "name: codes,", "no field code, which tells its rows apart"),
    ("forms/projects.yaml", "later_than: end", "later_than: finish", "no field finish"),
    ("forms/totals.yaml", "same: [measure]", "same: [measures]", "no field measures"),
    ("forms/returns.yaml", 'help: {en: "The country from which', 'help: {english: "The country from which', "help.en"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), SPOILED, ids=[said for *_, said in SPOILED])
def test_a_spoiled_contract_is_refused_with_the_file_and_what_is_wrong(
    room: Path, file: str, old: str, new: str, said: str
) -> None:
    spoil(room / file, old, new)
    with pytest.raises(ContractError, match=said):
        load_contract(room)


def test_the_version_changes_with_any_code_alias_or_marker(room: Path) -> None:
    before = load_contract(ROOM).version
    spoil(room / "codes" / "person.yaml", "aliases: [woman,", "aliases: [lady, woman,")
    assert load_contract(room).version != before


def test_the_code_book_in_the_documentation_is_the_contract_of_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == code_book(load_contract()), "python -m expectations.contract.code_book"
