"""What a layout file may say, and what is refused when it is loaded."""

from pathlib import Path

import pytest
import yaml

from expectations.layouts import LayoutError, layout_names, load_layout, load_layout_file
from expectations.layouts.layout import FOLDER

CTDC = (FOLDER / "ctdc_2021.yaml").read_text(encoding="utf-8")


def loaded(folder: Path, **changed: object) -> None:
    content = yaml.safe_load(CTDC) | changed
    (folder / "changed.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    load_layout("changed", folder)


@pytest.mark.parametrize("name", layout_names())
def test_every_layout_fits_the_contract(name: str) -> None:
    assert load_layout(name).name == name


def test_the_ctdc_layout_knows_all_37_columns() -> None:
    assert len(load_layout("ctdc_2021").columns) == 37


def test_a_layout_that_does_not_exist_is_a_fault_that_lists_those_that_do() -> None:
    with pytest.raises(LayoutError, match="ctdc_2021"):
        load_layout("ctdc_1921")


def test_a_layouts_name_is_no_path() -> None:
    with pytest.raises(LayoutError):
        load_layout("../layouts/ctdc_2021")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"form": "traffic"}, "no form traffic"),
        ({"flags": {"means_Magic": ["isForcedLabour"]}}, "no flag field means_Magic"),
        ({"flags": {"sex": ["isForcedLabour"]}, "codes": {}}, "no flag field sex"),
        ({"countries": {"sex": "citizenship"}, "codes": {}}, "no country field sex"),
        ({"codes": {"sex": {"column": "gender", "values": {"Female": "W"}}}}, "field sex: no code W"),
        (
            {"codes": {"child_at_entry": {"column": "x", "values": {"Minor": "yes"}}}},
            "field child_at_entry: no code yes",
        ),
        ({"one_of": {"labour_sector": {"typeOfLabourOther": "Z"}}}, "field labour_sector: no code Z"),
        ({"one_of": {"sex": {"typeOfLabourOther": "F"}}}, "field filled twice: sex"),
        ({"reference": "a b"}, "reference"),
        ({"natur": "synthetic"}, "natur"),
    ],
)
def test_a_layout_that_does_not_fit_the_contract_is_refused_with_the_place(
    tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(LayoutError, match=said):
        loaded(tmp_path, **changed)


WIDE = """title: a
source: b
nature: real
reference: W
forms:
  trafficking:
    rows: {kind: [T]}
    codes:
      scope:
        column: scope
        values: {int: INTERNATIONAL}
  returns: {rows: {kind: [R]}}
same:
  age: years
codes:
  sex:
    column: gender
    values: {f: F}
"""


@pytest.mark.parametrize(
    ("written", "changed", "line", "said"),
    [
        ("int: INTERNATIONAL", "int: WORLD", 11, "field scope: no code WORLD"),
        ("      scope:", "      sope:", 9, "form trafficking has no field sope"),
        ("values: {f: F}", "values: {f: W}", 18, "field sex: no code W"),
        ("  age: years", "  ages: years", 14, "no form of the layout has a field ages"),
        ("rows: {kind: [R]}", "row: {kind: [R]}", 12, "Extra inputs"),
        ("rows: {kind: [T]}", "rows: {kind: T}", 7, "valid tuple"),
        ("  returns:", "  returned:", 12, "no form returned"),
        ("nature: real", "nature: invented", 3, "nature"),
        ("title: a", "titel: a", 1, "titel"),
        ("    column: gender", "    colum: gender", 17, "colum"),
        ("returns: {rows: {kind: [R]}}", "returns: {same: {umc: x}}", 12, "form returns has no field umc"),
        ("source: b", "source: b\nsource: c", 3, "source stands twice"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, written: str, changed: str, line: int, said: str) -> None:
    assert written in WIDE
    path = tmp_path / "wide.yaml"
    path.write_text(WIDE.replace(written, changed, 1), encoding="utf-8")
    with pytest.raises(LayoutError) as fault:
        load_layout_file(path)
    assert str(fault.value).startswith("wide.yaml: ")
    assert f"line {line}: " in str(fault.value)
    assert said in str(fault.value)


def test_the_layout_of_several_forms_is_in_order_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "wide.yaml").write_text(WIDE, encoding="utf-8")
    assert set(load_layout_file(tmp_path / "wide.yaml").forms) == {"trafficking", "returns"}


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"broken\.yaml: line 1: not YAML"):
        load_layout("broken", tmp_path)
