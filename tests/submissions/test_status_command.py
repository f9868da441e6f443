"""`review status`: what headquarters sees of a year, and of one office."""

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli.console import console
from resources.home import Home
from resources.stores import Stores
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.single_rows import send, send_no_workbook, take, victim


@pytest.fixture
def shown(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Stores:
    monkeypatch.setenv("REVIEW_HOME", str(stores.home.root))
    monkeypatch.setattr(console, "_width", 160)
    assert Home.from_environment() == stores.home
    send(stores, "KEN", "2013-01-28-1", {"trafficking": [victim("CANARY-1")]}, nil_forms="returns")
    send_no_workbook(stores, "KEN", "2013-02-01-1")
    take(stores, "KEN")
    return stores


def said(*words: str) -> tuple[int, str]:
    with console.capture() as capture:
        result = CliRunner().invoke(app, ["status", "--year", str(YEAR), *words])
    return result.exit_code, capture.get()


def test_a_year_is_shown_by_office_and_form(shown: Stores) -> None:
    code, text = said()
    assert code == 0
    forms = next(line for line in text.split("States by form")[1].splitlines() if line.strip().startswith("KEN"))
    assert forms.split()[1:5] == ["on", "time", "nil", "partial"]
    assert "another delivery of the office is current" in text


def test_an_office_is_shown_with_its_history(shown: Stores) -> None:
    code, text = said("--office", "ken")
    assert code == 0
    assert "current for trafficking" in text
    assert "rejected: " in text
    assert "UGA" not in text
    assert "CANARY" not in text


@pytest.mark.parametrize("office", ["Kenya", "QQQ"])
def test_an_office_that_is_none_is_a_wrong_call(shown: Stores, office: str) -> None:
    code, _ = said("--office", office)
    assert code == 2


def test_a_folder_named_after_a_person_is_taken_in_like_any_other(shown: Stores) -> None:
    send(shown, "UGA", "Amina-Otieno", {"trafficking": [victim("B")]})
    assert "1 deliveries were not taken in yet" in said()[1]
    take(shown, "UGA")
    assert [row.delivery for row in shown.register.rows(YEAR, "UGA")] != ["Amina-Otieno"]
    assert "not taken in yet" not in said()[1]
