from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from resources.home import Home
from resources.source import FILE_VARIABLE, URL_VARIABLE, Source
from tests.sources.servers import SECRET, SERVERS, VARIABLE, Server

Configured = Callable[..., Source]


@pytest.fixture(scope="module", params=SERVERS)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = SERVERS[request.param](tmp_path_factory.mktemp(request.param))
    yield server
    server.close()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that is whole, whatever a test before did to its wire; its secret stands in the environment."""
    running.wire.mend()
    monkeypatch.setenv(VARIABLE, getattr(running, "secret", SECRET))
    monkeypatch.setenv("TEST_S3_KEY", getattr(running, "key", ""))
    yield running
    running.wire.mend()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in (FILE_VARIABLE, URL_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path / "var")


@pytest.fixture
def source_of(home: Home) -> Configured:
    """The sources of a home whose configuration lists these entries."""

    def make(*entries: dict[str, Any]) -> Source:
        home.root.mkdir(exist_ok=True)
        home.sources.write_text(yaml.safe_dump({"sources": [{"name": "partner", **one} for one in entries]}))
        return Source.of_home(home)

    return make
