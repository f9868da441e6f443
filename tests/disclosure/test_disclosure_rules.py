"""disclosure.yaml: a parameter that is changed there changes everywhere, and no module holds a copy."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from assets.steps.editions.count_comparison import CountChange, isolated_cells
from pipelines.cli import table as cli_table
from reports.derived_tables.comparability.panel_specification import PanelSpec, load_panels
from reports.derived_tables.reconciliation import reconciliation_table
from reports.disclosure.audit.small_counts import printed_small_counts
from reports.disclosure.protect_table import protected_counts
from reports.disclosure.revision_differencing import suppress_revisions
from reports.disclosure.small_office_groups import disclosive_regions
from reports.documents.content import how_to_read
from reports.published import Cell, ProtectedTable, TableText, disclosure_rules
from reports.published.disclosure_rules import default_threshold, least_contributors, load_disclosure_rules
from reports.sentences.edition_label import EditionLabel
from reports.specification_loader import SpecificationError
from reports.statistics import TableSpec, load_tables

PROJECT = Path(__file__).resolve().parents[2]
YEAR = 2012


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of disclosure.yaml that a test may change, before the first call of ``load_disclosure_rules``."""
    copy = tmp_path / "disclosure.yaml"
    copy.write_bytes(disclosure_rules.FILE.read_bytes())
    monkeypatch.setattr(disclosure_rules, "FILE", copy)
    load_disclosure_rules.cache_clear()
    yield copy
    load_disclosure_rules.cache_clear()


def change(rules: Path, was: str, now: str) -> None:
    text = rules.read_text(encoding="utf-8")
    assert was in text
    rules.write_text(text.replace(was, now, 1), encoding="utf-8")
    load_disclosure_rules.cache_clear()


def printed(*values: int) -> ProtectedTable:
    cells = tuple(
        Cell((f"c{place}",), YEAR, "persons", "persons", "", float(value), "published")
        for place, value in enumerate(values)
    )
    return ProtectedTable(
        "persons_by_theme", "trafficking", YEAR, ("theme",), cells, TableText("", "", (), {"theme": "Theme"}, {})
    )


def difference_of_regions(persons: int) -> float | None:
    """Return by how much two counts of one region differ, where that is printed."""
    offices = ["KEN", "UGA", "ETH"]
    compared = pd.DataFrame({"office": offices, "first": [80 + persons, 90, 70], "second": [80, 90, 70]})
    complete = dict.fromkeys(offices, True)
    keyed = lambda text: hashlib.sha256(text.encode()).hexdigest()  # noqa: E731
    table = reconciliation_table("reconciliation_several_offices", compared, complete, YEAR, keyed)
    cell = table.cell("total", "difference") if table else None
    return cell.value if cell else None


def fresh(spec: TableSpec) -> TableSpec:
    """The specification read again; it does not name a threshold."""
    return TableSpec.model_validate(spec.model_dump(exclude={"threshold"}))


def test_every_parameter_has_a_meaning_and_the_rule_that_it_follows() -> None:
    for name in type(load_disclosure_rules()).model_fields:
        entry = getattr(load_disclosure_rules(), name)
        assert entry.meaning.endswith("."), name
        assert entry.rule.startswith("field rule "), name


def test_another_threshold_changes_specifications_checks_tables_and_labels(rules: Path) -> None:
    change(rules, "value: 11", "value: 20")
    assert default_threshold() == 20
    own = [spec for spec in load_tables() if "threshold" in spec.model_fields_set]
    assert {fresh(spec).threshold for spec in load_tables() if spec not in own} == {20}
    panel = load_panels().tables[0]
    assert PanelSpec.model_validate(panel.model_dump(exclude={"threshold"})).threshold == 20

    assert printed_small_counts({"t": printed(15)}, None, YEAR)
    changed = CountChange("persons_by_theme:c0:persons:2012", 30.0, 45.0)
    assert isolated_cells([changed], [{changed.cell_id: ("30", "published", "")}], ()) == (changed.cell_id,)
    assert [cell.value for cell in suppress_revisions(printed(45), [printed(30)]).cells] == [None]
    assert (
        protected_counts("t", (("a", "b", "c"),), {("a",): 15, ("b",): 60, ("c",): 80}, lambda _: "0" * 8)[("a",)]
        is None
    )

    assert difference_of_regions(15) is None
    label = EditionLabel(YEAR, 1, frozenset({"real"}), 3, 3, 0, 0, 100, 15, corrections_applied=15)
    assert "20" in label.held_back_line()
    assert "fewer than 20" in label.corrections_line()
    assert any("Counts of 1 to 19 persons" in line for line in how_to_read(label))


def test_with_the_threshold_as_it_is_those_numbers_are_printed() -> None:
    assert default_threshold() == 11
    assert not printed_small_counts({"t": printed(15)}, None, YEAR)
    assert difference_of_regions(15) == 15
    assert [cell.value for cell in suppress_revisions(printed(45), [printed(30)]).cells] == [45]


def test_the_symbols_of_an_ad_hoc_table_name_the_threshold(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(rules, "value: 11", "value: 20")
    lines: list[str] = []

    class Screen:
        def print(self, shown: object, **_: object) -> None:
            lines.append(str(shown))

    class Answer:
        table = printed(45)
        folder = "asked/1"

    monkeypatch.setattr(cli_table, "console", Screen())
    monkeypatch.setattr(cli_table, "open_stores", lambda _: None)
    monkeypatch.setattr(cli_table, "make_adhoc_table", lambda *_: Answer())
    cli_table.table("trafficking", "sex", YEAR)
    assert any("fewer than 20 persons" in line for line in lines)


def test_another_least_number_of_offices_changes_panels_and_regions(rules: Path) -> None:
    by_region = {"a": {"complete": 2, "incomplete": 2}, "b": {"complete": 5, "incomplete": 4}}
    assert disclosive_regions(by_region, str) == set()
    change(rules, "value: 3", "value: 5")
    assert least_contributors() == 5
    assert disclosive_regions(by_region, str) == {"a", "b"}
    panel = load_panels().tables[0]
    assert PanelSpec.model_validate(panel.model_dump(exclude={"least_offices"})).least_offices == 5


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("value: 11", "value: 1", r"disclosure\.yaml, line \d+: threshold.value"),
        ("value: 11", "value: eleven", r"disclosure\.yaml, line \d+: threshold.value"),
        ("value: 11", "value: 40", r"disclosure\.yaml, line \d+: least_persons_of_a_mean: a mean of fewer persons"),
        ("value: 3", "value: 2", r"disclosure\.yaml, line \d+: least_contributors.value"),
        ("rule: field rule 9.5", "rule: habit", r"disclosure\.yaml, line \d+: least_contributors.rule"),
        ("threshold:", "treshold:", r"disclosure\.yaml, line \d+: threshold: Field required"),
    ],
)
def test_a_parameter_that_cannot_be_is_refused_with_file_and_line(rules: Path, was: str, now: str, said: str) -> None:
    change(rules, was, now)
    with pytest.raises(SpecificationError, match=said):
        load_disclosure_rules()


def test_no_module_holds_a_copy_of_the_threshold() -> None:
    copies = []
    for package in ("assets", "pipelines", "reports", "resources"):
        for path in sorted((PROJECT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            copies += [f"{path.relative_to(PROJECT)}:{line}" for line in _elevens(tree)]
    assert copies == []


def _elevens(tree: ast.AST) -> Iterator[int]:
    """Yield the lines on which 11 is assigned, is a default or an argument, or is compared with."""
    for node in ast.walk(tree):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.Assign | ast.AnnAssign):
            values = [node.value, *(node.value.elts if isinstance(node.value, ast.Tuple) else ())]
        elif isinstance(node, ast.Compare):
            values = [node.left, *node.comparators]
        elif isinstance(node, ast.Call):
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.arguments):
            values = [*node.defaults, *node.kw_defaults]
        yield from (
            value.lineno
            for value in values
            if isinstance(value, ast.Constant) and type(value.value) is int and value.value == 11
        )
