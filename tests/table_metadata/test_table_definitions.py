from assets.steps.release.derived_tables import KINDS
from assets.steps.release.table_definitions import PAGE, page, table_definitions
from reports.documents.content import load_chapters
from reports.statistics import load_tables


def test_the_documentation_holds_the_definitions_as_the_specifications_say_them() -> None:
    current = PAGE.read_text(encoding="utf-8") == page()
    assert current, "run `python -m assets.steps.release.table_definitions`"


def test_every_table_that_an_edition_can_hold_has_a_definition_on_the_page() -> None:
    keys = {spec.key for spec in load_tables()} | {key for kind in KINDS for key in kind.themes()}
    assert set(table_definitions()) == keys
    in_chapters = frozenset().union(*(chapter.themes for chapter in load_chapters()))
    assert {definition.theme for definition in table_definitions().values()} <= in_chapters
    assert all(f"### `{key}`" in page() for key in keys)


def test_the_definition_of_a_table_of_persons_names_population_dimensions_base_threshold_and_fields() -> None:
    says = dict(table_definitions()["victims_by_sex_and_age"].says)
    assert "Trafficking" in says["From"] and "without `trafficking_status` NotAVictim" in says["From"]
    assert says["By"].startswith("Sex (`sex`)") and "`age_group`" in says["and by"]
    assert says["Base of shares"].startswith("`all`")
    assert says["Suppressed"].startswith("1 to 10")
    assert "`age_band`" in says["Form fields"] and "8.3 (bases" in says["Rules"]


def test_the_definition_of_a_panel_says_who_is_in_it_and_what_breaks() -> None:
    says = dict(table_definitions()["panel_victims"].says)
    assert "nil" in says["Panel"] and "partial is not" in says["Panel"]
    assert says["Breaks"] == "2012 to 2014 (change of case system)"


def test_a_statement_is_never_empty() -> None:
    for definition in table_definitions().values():
        assert all(name and text.strip() for name, text in definition.says), definition.key
