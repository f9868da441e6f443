"""Rules, files, modules and links that code and pages mention exist."""

import re

import pytest

from tests.docs.repository import ROOT, folders, pages, prose, read, tracked

NUMBER = r"\d+(?:\.\d+)?(?:\s*\([^()]*\))?"
CITED = re.compile(rf"field\s+rules?\s+({NUMBER}(?:(?:,|\s+and|,\s+and|\s+to)\s+{NUMBER})*)", re.IGNORECASE)
RULE = re.compile(r"^#{2,3} (\d+(?:\.\d+)?)\.? ", re.MULTILINE)
FILE = re.compile(r"(?<![\w./<>{}*$~-])((?:\.\./)*(?:[\w-]+/)*[\w-]+\.(?:py|yaml|ftl))\b(?!\.)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
RUN = re.compile(r"python -m ([a-z_]+(?:\.[a-z_]+)*)")
PATH = re.compile(
    r"`((?:assets|benchmarks|demo|docs|expectations|fuzz|pipelines|reports|resources|tests)/[\w./-]*[\w/])`"
)
# Files of an installation or of an example, which no repository contains.
OF_A_HOME = {"address_book.yaml", "sources.yaml", "mine.yaml", "dagster.yaml"}


def rules() -> set[str]:
    """Return the numbers of the field rules."""
    return set(RULE.findall(read("docs/field_rules.md")))


def cited(text: str) -> set[str]:
    """Return the numbers that a text cites, one by one or in a list."""
    joined = re.sub(r"\n\s*#?\s*", " ", text)
    lists = [re.sub(r"\([^()]*\)", "", found) for found in CITED.findall(joined)]
    return {number for found in lists for number in re.findall(r"\d+(?:\.\d+)?", found)}


def anchors(page: str) -> set[str]:
    """Return the anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def exists(mentioned: str, by: str) -> bool:
    """Say whether a path, or the end of one, is a file; ``../`` begins at the folder of the file that mentions it."""
    if mentioned.startswith("../"):
        return (ROOT / by).parent.joinpath(mentioned).resolve().is_file()
    return any(path == mentioned or path.endswith(f"/{mentioned}") for path in tracked())


def test_a_list_of_rules_is_read_one_by_one() -> None:
    assert cited("(field rules 2, 8.2)") == {"2", "8.2"}
    assert cited("by reading field rules 2 and 8\n# anew") == {"2", "8"}
    assert cited("Field rule 8.1 (the person stays), 5 (threshold)") == {"8.1", "5"}


def test_the_rules_have_the_numbers_that_are_cited() -> None:
    expected = {*map(str, range(1, 10)), *(f"8.{n}" for n in range(1, 11)), *(f"9.{n}" for n in range(1, 10))}
    assert rules() == expected


def test_every_cited_field_rule_exists() -> None:
    texts = {path: read(path) for path in tracked() if path.endswith((".py", ".md", ".yaml", ".toml", ".ftl"))}
    found = {path: cited(text) for path, text in texts.items() if not path.startswith("tests/docs/")}
    assert sum(map(len, found.values())) > 50
    assert {path: sorted(numbers - rules()) for path, numbers in found.items() if numbers - rules()} == {}


@pytest.mark.parametrize("name", ["field", "design", "practice", "house"])
def test_no_text_cites_a_document_that_is_not_in_the_repository(name: str) -> None:
    mentioned = re.compile(rf"(?<![\w/-]){name}\.md")
    assert [path for path, text in prose().items() if mentioned.search(text)] == []


def test_every_file_that_a_docstring_or_a_page_names_exists() -> None:
    missing = {
        (path, name)
        for path, text in prose().items()
        for name in FILE.findall(text)
        if name.rpartition("/")[2] not in OF_A_HOME and not exists(name, path)
    }
    assert sorted(missing) == []


def test_every_module_that_a_page_runs_exists() -> None:
    named = {(path, name.replace(".", "/")) for path in pages() for name in RUN.findall(read(path))}
    own = {(path, name) for path, name in named if name.split("/")[0] in folders()}
    assert own
    assert [(path, name) for path, name in sorted(own) if f"{name}.py" not in tracked() and name not in folders()] == []


def test_every_path_that_a_page_names_exists() -> None:
    now = [path for path in pages() if path != "CHANGELOG.md"]  # names older paths on purpose
    named = {(path, name.rstrip("/")) for path in now for name in PATH.findall(read(path))}
    assert [(path, name) for path, name in sorted(named) if name not in tracked() and name not in folders()] == []


def test_every_module_of_the_glossary_exists() -> None:
    rows = [line.split("|") for line in read("docs/glossary.md").splitlines() if line.startswith("| ")]
    named = [cell for row in rows if len(row) == 6 for cell in re.findall(r"`([^`]+)`", row[3])]
    assert len(named) > 100
    assert [name for name in named if name.rstrip("/") not in folders() and name not in tracked()] == []


def test_every_relative_link_of_a_page_leads_somewhere() -> None:
    lost = []
    for path in pages():
        for link in LINK.findall(read(path)):
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = link.partition("#")
            found = (ROOT / path).parent.joinpath(target).resolve() if target else ROOT / path
            known = found.exists() and found.is_relative_to(ROOT)
            if not known or (anchor and anchor not in anchors(found.read_text(encoding="utf-8"))):
                lost.append((path, link))
    assert lost == []


def test_the_tables_of_the_glossary_are_sorted_and_name_each_word_once() -> None:
    groups = re.split(r"^## ", read("docs/glossary.md"), flags=re.MULTILINE)[1:9]
    words = [[row.split("|")[1].strip() for row in group.splitlines() if row.startswith("| ")][1:] for group in groups]
    assert all(group == sorted(group, key=str.lower) for group in words)
    assert len({word for group in words for word in group}) == sum(map(len, words))
