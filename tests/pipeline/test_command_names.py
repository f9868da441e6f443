"""The names of commands: which are listed, which former ones still work, how errors are printed, what help imports."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.steps.runtime.errors import OperatorError
from pipelines.cli import COMMANDS, FORMER_NAMES, app
from pipelines.cli.console import console
from pipelines.cli.errors import print_error
from pipelines.errors import RefusedError, UsageError
from resources.home import Home
from resources.stores import open_stores
from tests.lib.keys import set_key
from tests.pipeline.homes import give_key

LISTED = [command.name for commands in COMMANDS.values() for command in commands]
TABLE = "victims_by_sex_and_age"
FORMER_CALLS = [
    ("ask --form trafficking --rows sex --year 2012", "table --form trafficking --rows sex --year 2012"),
    ("editions", "edition list"),
    ("editions --year 2012", "edition list --year 2012"),
    ("layouts", "layout list"),
    ("layouts ctdc_2024", "layout show ctdc_2024"),
    ("sources", "source list"),
    ("wait KEN --year 2012", "defer KEN --year 2012"),
    ("wait KEN --year 2012 --lift", "defer KEN --year 2012 --undo"),
    (f"why {TABLE} F:CHILD --year 2012 --office-detail", f"explain {TABLE} F:CHILD --year 2012 --office-detail"),
    ("freeze --year 2012 --lift", "unfreeze --year 2012"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a warehouse and no submission."""
    root = tmp_path_factory.mktemp("home")
    give_key(root)
    with pytest.MonkeyPatch.context() as patch:
        set_key(patch)
        open_stores(Home(root)).warehouse.close()
    return root


def called(home: Path, words: str) -> tuple[int, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVIEW_HOME", str(home))
        patch.setenv("COLUMNS", "200")
        result = CliRunner().invoke(app, words.split())
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_help_lists_every_command_in_its_panel_and_no_former_name() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output
    lines = [line.strip("│ \n").split() for line in shown.splitlines()]
    first = [words[0] for words in lines if words]
    assert [name for name in first if name in LISTED] == LISTED
    assert not set(first) & set(FORMER_NAMES)
    assert all(f"─ {panel} ─" in shown for panel in COMMANDS)


@pytest.mark.parametrize("name", [*LISTED, *FORMER_NAMES])
def test_every_command_shows_its_own_help(name: str) -> None:
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert f"review {name}" in shown.output
    assert "--install-completion" not in shown.output


@pytest.mark.parametrize(("former", "present"), FORMER_CALLS)
def test_a_former_call_does_what_the_present_one_does(home: Path, former: str, present: str) -> None:
    status, shown = called(home, former)
    assert shown.strip()
    assert (status, shown) == called(home, present)


def test_every_former_name_is_called_in_these_tests() -> None:
    assert {former.split()[0] for former, _ in FORMER_CALLS} == {*FORMER_NAMES, "freeze"}


@pytest.mark.parametrize("words", ["defer --help", "freeze --help"])
def test_former_options_are_hidden(home: Path, words: str) -> None:
    assert "--lift" not in called(home, words)[1]


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (OperatorError("the key is no key"), 1, "Error: the key is no key."),
        (UsageError("there is no draft-4 of 2012"), 2, "Usage error: there is no draft-4 of 2012."),
        (RefusedError("draft-1 is not released: [c] is open."), 1, "Refused: draft-1 is not released: [c] is open."),
        (OperatorError("long " * 60 + "end"), 1, "Error: " + "long " * 60 + "end."),
    ],
)
def test_an_error_is_one_line_with_its_label(error: OperatorError, status: int, line: str) -> None:
    with console.capture() as captured:
        assert print_error(error) == status
    assert captured.get() == f"{line}\n"


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys\nfrom pipelines.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'dagster', 'great_expectations', 'numpy', 'pandas', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
