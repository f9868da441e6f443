"""What a layout file may say, and what is refused when it is loaded."""

from pathlib import Path

import pytest
import yaml

from expectations.layouts import LayoutFault, layout_names, load_layout
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
    with pytest.raises(LayoutFault, match="ctdc_2021"):
        load_layout("ctdc_1921")


def test_a_layouts_name_is_no_path() -> None:
    with pytest.raises(LayoutFault):
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
    with pytest.raises(LayoutFault, match=said):
        loaded(tmp_path, **changed)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(LayoutFault, match=r"broken\.yaml: line 1: not YAML"):
        load_layout("broken", tmp_path)
