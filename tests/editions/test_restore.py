"""A home that is restored as the documentation says makes the same review."""

import shutil
from pathlib import Path

from typer.testing import CliRunner

from pipelines.cli import app
from reports.statistics import short_list
from resources.home import Home
from resources.home_contents import parts_of
from resources.stores import open_stores
from tests.editions.small_editions import draft
from tests.lib.homes import FEW_TABLES
from tests.lib.submissions.files import YEAR


def test_the_parts_that_status_names_make_the_same_draft_in_an_empty_folder(at_first: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "restored")
    home.root.mkdir()
    for part in parts_of(Home(at_first)):
        place = home.root / part.place.relative_to(at_first)
        if part.need != "can be lost" and part.place.is_dir():
            shutil.copytree(part.place, place)
        elif part.need != "can be lost" and part.place.exists():
            shutil.copyfile(part.place, place)
    shown = CliRunner().invoke(app, ["status", "--home"], env={"REVIEW_HOME": str(home.root)})
    assert (shown.exit_code, "The home is complete" in shown.output) == (0, True), shown.output
    stores = open_stores(home)
    with short_list(*FEW_TABLES):
        again = draft(stores)
    assert again.name == f"{YEAR}/draft-1"
    first = Home(at_first).shelf / str(YEAR) / "draft-1"
    assert (again.folder / "manifest.json").read_bytes() == (first / "manifest.json").read_bytes()
    stores.warehouse.close()
