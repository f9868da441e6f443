"""Decision records follow one template, and the index agrees with them."""

import re

import pytest

from tests.docs.repository import read, tracked

FOLDER = "docs/decisions/"
SECTIONS = ["Context", "Decision", "Consequences", "Measured"]
RECORDS = [path for path in tracked() if re.match(rf"{FOLDER}\d{{4}}-", path)]
HEAD = re.compile(
    r"# (?P<number>\d{4}) (?P<title>.+)\n\n"
    r"- Status: (?P<status>(?:accepted|proposed|rejected)\b|superseded by \[\d{4}\]\(\S+\))[^\n]*\n"
    r"- Date: (?P<date>\d{4}-\d\d-\d\d|YYYY-MM-DD)\n\n## Context\n"
)


@pytest.mark.parametrize("path", RECORDS)
def test_a_record_follows_the_template(path: str) -> None:
    text = read(path)
    head = HEAD.match(text)
    assert head and path.startswith(f"{FOLDER}{head['number']}-")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert not re.search(r"^## .+\n+(?:##|\Z)", text, re.MULTILINE), "an empty section"


def test_the_index_lists_every_record_with_its_title_status_and_date() -> None:
    row = re.compile(r"^\| \[(\d{4})\]\((\S+)\) \| (.+?) \| (.+?) \| (\S+) \| .+ \|$", re.MULTILINE)
    rows = row.findall(read(f"{FOLDER}README.md"))
    found = []
    for path in RECORDS:
        head = HEAD.match(read(path))
        if head and head["number"] != "0000":
            name = path.removeprefix(FOLDER)
            found.append((head["number"], name, head["title"], head["status"], head["date"]))
    assert len(found) > 25
    assert rows == found


def test_a_superseding_record_names_what_it_supersedes() -> None:
    for path in RECORDS:
        head = HEAD.match(read(path))
        later = head and re.search(r"superseded by \[\d{4}\]\((\S+)\)", head["status"])
        if head and later:
            assert f"supersedes [{head['number']}]" in read(FOLDER + later[1])
