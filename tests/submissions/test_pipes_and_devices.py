"""A pipe, a socket, a device or a link to one in place of a file: refused at once, and never waited for."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.corrections import corrections_of
from assets.steps.submissions.receive import receive
from expectations.regular_file import FileTooLargeError, NotRegularFileError, read_regular_file
from pipelines.cli import app
from pipelines.cli.console import console
from resources.source import Source, SourceError
from resources.source import delivery as limits
from resources.stores import Stores
from tests.lib.submissions.files import YEAR, as_csv, cover, deliver
from tests.lib.submissions.single_rows import send, take, victim

pytestmark = pytest.mark.timeout(20)  # what is opened blocks, or never ends


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_pipe(path: Path) -> None:
    os.mkfifo(path.parent.parent / "the-pipe")
    path.symlink_to(path.parent.parent / "the-pipe")


def link_to_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def in_a_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(before)


IRREGULAR = (pipe, link_to_pipe, link_to_device, in_a_socket)


def said(*words: object) -> tuple[int, str]:
    with console.capture() as capture:
        result = CliRunner().invoke(app, list(map(str, words)))
    return result.exit_code, " ".join((capture.get() + result.output).split())


@pytest.mark.parametrize("make", IRREGULAR)
@pytest.mark.parametrize("command", [("check",), ("impact",), ("import",), ("layout", "check")])
def test_a_command_refuses_it_in_a_sentence(
    stores: Stores, tmp_path: Path, command: tuple[str, ...], make: Callable[[Path], None]
) -> None:
    path = tmp_path / "in" / "file.csv"
    path.parent.mkdir()
    make(path)
    code, shown = said(*command, path)
    assert code == 2
    assert "a pipe, a socket or a device" in shown


@pytest.mark.parametrize("command", [("import", "--layout"), ("layout", "check")])
def test_a_layout_file_may_be_none_either(tmp_path: Path, command: tuple[str, ...], stores: Stores) -> None:
    path = tmp_path / "layout.yaml"
    pipe(path)
    (tmp_path / "data.csv").write_text("a,b\n1,2\n")
    code, shown = said(*command, path, *([tmp_path / "data.csv"] if command[0] == "import" else []))
    assert code != 0
    assert "a pipe, a socket or a device" in shown


@pytest.mark.parametrize("make", IRREGULAR)
@pytest.mark.parametrize("command", ["check", "impact"])
def test_a_folder_with_one_is_refused(
    stores: Stores, tmp_path: Path, command: str, make: Callable[[Path], None]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, content in as_csv(cover("KEN"), {"trafficking": [victim("A")]}).items():
        (folder / name).write_bytes(content)
    make(folder / "more.csv")
    code, shown = said(command, folder)
    assert code == 2
    assert "a pipe, a socket or a device" in shown


def test_a_folder_of_files_and_folders_is_checked(tmp_path: Path) -> None:
    for name, content in as_csv(cover("KEN"), {"trafficking": [victim("A")]}).items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "deeper").mkdir()
    (tmp_path / "gone.csv").symlink_to("nowhere")
    os.mkfifo(tmp_path / ".hidden")
    assert said("check", tmp_path)[0] == 0


def test_a_file_or_a_number_of_files_beyond_the_limits_is_refused_before_it_is_read(tmp_path: Path) -> None:
    sparse = tmp_path / "sparse.csv"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    code, shown = said("check", sparse)
    assert code == 2
    assert "too big" in shown
    sparse.unlink()
    for number in range(limits.DELIVERY_LIMIT_FILES + 1):
        (tmp_path / f"{number}.csv").touch()
    assert said("check", tmp_path)[0] == 2


@pytest.mark.parametrize("make", IRREGULAR)
def test_one_in_the_drop_is_counted_and_holds_up_nothing(stores: Stores, make: Callable[[Path], None]) -> None:
    folder = deliver(stores.home.root, "KEN", "2013-01-10-1", as_csv(cover("KEN"), {"trafficking": [victim("A")]}))
    make(folder / "more.csv")
    send(stores, "UGA", "2013-01-10-1", {"trafficking": [victim("B")]})
    take(stores, "KEN", "UGA")
    assert stores.warehouse.count("read_trafficking") == 2
    assert stores.source.strays(YEAR) >= 1


@pytest.mark.parametrize("make", IRREGULAR)
def test_a_file_of_the_drop_that_turns_into_one_is_not_opened(stores: Stores, make: Callable[[Path], None]) -> None:
    folder = deliver(stores.home.root, "KEN", "2013-01-10-1", as_csv(cover("KEN"), {"trafficking": [victim("A")]}))
    source = Source.of_home(stores.home)
    [listed] = source.deliveries(YEAR)
    (folder / "trafficking.csv").unlink()
    make(folder / "trafficking.csv")
    with pytest.raises(SourceError):
        source.open(listed)
    assert receive(stores, YEAR).arrivals == {"KEN": 1}


def test_the_corrections_of_a_year_are_a_file(stores: Stores) -> None:
    stores.home.corrections.mkdir(parents=True)
    pipe(stores.home.corrections / f"{YEAR}.csv")
    with pytest.raises(OperatorError, match="corrections"):
        corrections_of(stores, YEAR)


def test_what_was_checked_and_turns_into_a_pipe_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"x")
    file_open = os.open

    def swapped(place: Path, flags: int, *more: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return file_open(place, flags, *more)

    monkeypatch.setattr(os, "open", swapped)
    with pytest.raises(NotRegularFileError):
        read_regular_file(path)


def test_a_file_that_grows_beyond_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"12345")
    assert read_regular_file(path, 5) == b"12345"
    with pytest.raises(FileTooLargeError):
        read_regular_file(path, 4)
    (tmp_path / "link.csv").symlink_to(path)
    assert read_regular_file(tmp_path / "link.csv") == b"12345"
    with pytest.raises(OSError):
        read_regular_file(tmp_path / "link.csv", follow_links=False)
