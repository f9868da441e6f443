"""Commands and options that pages name exist."""

import re
from functools import lru_cache

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from tests.docs.repository import pages, read

COMMAND = re.compile(r"(?:`|^ +|^)(?:\.venv/bin/)?review ([a-z]+(?: [a-z]+)?)((?: [^`\n]*)?)", re.MULTILINE)
GROUPS = ("edition", "key", "layout", "source")
NAMED = {
    (name if name.split()[0] in GROUPS else name.split()[0], option)
    for page in pages()
    if page != "CHANGELOG.md"  # names older commands on purpose
    for name, rest in re.findall(r"`(?:\.venv/bin/)?review ([a-z]+(?: [a-z]+)?)([^`]*)`", read(page))
    for option in ["--help", *re.findall(r"--[a-z-]+", rest)]
}


@lru_cache
def help_of(command: str) -> str:
    answer = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "300", "TERM": "dumb"})
    return answer.stdout if answer.exit_code == 0 else ""


def test_pages_name_the_commands() -> None:
    assert {"edition list", "defer", "table", "explain", "layout check", "source list"} <= {name for name, _ in NAMED}


@pytest.mark.parametrize(("command", "option"), sorted(NAMED))
def test_a_command_that_a_page_names_exists_with_its_option(command: str, option: str) -> None:
    assert option in help_of(command)
