"""Which addresses become file systems, where a server may lead, and what a listing of a server may name."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from expectations.errors import ReviewError
from resources.home import Home
from resources.source import Source, SourceConfigurationError
from resources.source.delivery import leads_elsewhere
from resources.source.file_systems import NO_KNOWN_HOSTS, REFUSED, UNENCRYPTED, by_address
from resources.source.folder import FolderSource
from tests.sources.servers import SECRET, USER

Configured = Callable[..., Source]
PROJECT = Path(__file__).resolve().parents[2]
OPENERS = ("aiobotocore", "aiohttp", "boto3", "botocore", "fsspec", "ftplib", "pyarrow.dataset",
           "pyarrow.fs", "requests", "s3fs", "smtplib", "sshfs", "urllib.request")  # fmt: skip


@pytest.mark.parametrize("address", [
    "memory://drop", "zip://a.csv::file:///tmp/a.zip", "filecache::https://host.example/x", "simplecache::file:///tmp",
    "zip::/tmp/a.zip", "reference://x", "github://owner:repo@main/", "git:///tmp", "hdfs://host/x", "smb://u:p@host/x",
    "ftp://host/x", "data:,x", "dir::file:///tmp", "file:relative", "local:///tmp", "file://host/tmp", "s3://",
    "s3://key:secret@bucket/x", "s3a://bucket", "gs://bucket", "ssh://host/x", "sftp://", "https://", "https:///x",
    "https://host/x?token=1", "https://host/x#y", "https://host:port/x", "https://[::x/", "javascript:x", "://x",
])  # fmt: skip
def test_an_address_of_another_kind_or_a_chain_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("REVIEW_SOURCE_URL", address)
    with pytest.raises(SourceConfigurationError) as refused:
        Source.of_home(home)
    assert str(refused.value) == f"REVIEW_SOURCE_URL: {REFUSED}"


def test_an_address_without_encryption_is_refused_and_the_remedy_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_SOURCE_URL", "http://host.example/drop")
    with pytest.raises(SourceConfigurationError) as refused:
        Source.of_home(home)
    assert str(refused.value) == f"REVIEW_SOURCE_URL: {UNENCRYPTED}"


@pytest.mark.parametrize(
    ("address", "root", "is_remote"),
    [
        ("/srv/in box", "/srv/in box", False),
        ("file:///srv/in%20box", "/srv/in box", False),
        ("https://user:pass@host.example:8443/a%20b", "https://host.example:8443/a b", True),
        ("s3://bucket/drop", "bucket/drop", True),
        ("sftp://user:pass@host.example/drop", "/drop", True),
        ("SFTP://host.example/drop", "/drop", True),
    ],
)
def test_a_listed_address_is_a_folder_without_credentials_in_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, root: str, is_remote: bool
) -> None:
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    place = by_address(address)
    assert (place.root, place.is_remote) == (root, is_remote)


def test_an_sftp_address_needs_the_host_key_of_its_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(SourceConfigurationError) as refused:
        by_address("sftp://user@host.example/drop")
    assert str(refused.value) == NO_KNOWN_HOSTS


def test_an_address_that_does_not_answer_is_said_and_the_others_go_on(
    home: Home, source_of: Configured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "share/2012/KEN/1").mkdir(parents=True)
    monkeypatch.setenv("REVIEW_SOURCE_URL", "https://user:pass@127.0.0.1:1/drop")
    source = source_of({"kind": "folder", "folder": str(tmp_path / "share")})
    assert [one.source for one in source.deliveries()] == ["partner"]
    assert source.not_reached == {"": "it cannot be reached, or broke off"}


WRONG: list[dict[str, Any]] = [
    {"kind": "sftp", "host": "u:p@host", "user": "u", "folder": "/", "known_hosts": "k", "password_variable": "W"},
    {"kind": "sftp", "host": "sftp://host", "user": "u", "folder": "/", "known_hosts": "k", "password_variable": "W"},
    {"kind": "http", "url": "https://u:p@host/x"},
    {"kind": "http", "url": "filecache::https://host/x"},
    {"kind": "http", "url": "https://host/x#y"},
    {"kind": "s3", "bucket": "b", "endpoint": "https://u:p@host"},
    {"kind": "s3", "bucket": "b", "endpoint": "ftp://host", "allow_unencrypted": True},
    {"kind": "s3", "bucket": "b", "endpoint": "host"},
    {"kind": "s3", "bucket": "zip://x::s3://b"},
    {"kind": "github", "folder": "x"},
]


@pytest.mark.parametrize("entry", WRONG)
def test_a_configured_source_is_of_its_own_scheme_alone(source_of: Configured, entry: dict[str, Any]) -> None:
    with pytest.raises(SourceConfigurationError):
        source_of(entry)


@pytest.mark.parametrize("folder", ["zip://a::b", "memory://x", "https://127.0.0.1:1/x", "s3://b/x", "github://a:b@c/"])
def test_a_folder_is_a_folder_of_this_machine_whatever_its_name(source_of: Configured, folder: str) -> None:
    source = source_of({"kind": "folder", "folder": folder})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "its folder is not there"}


IMPORTS = re.compile(r"^ *(?:import|from) +([a-z0-9_.]+)(?: import (\w+))?", re.MULTILINE)
READERS = re.compile(r"\b(?:pd|pandas|pq|pl)\.read_\w+\((?!io\.BytesIO\().*|\b(?:pd|pq)\.\w*ParquetFile\(.*")


def sources_of(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            yield str(path.relative_to(PROJECT)), path.read_text(encoding="utf-8")


def opens_addresses(text: str) -> bool:
    named = [f"{module}.{name}." for module, name in IMPORTS.findall(text)]
    return any(name.startswith(f"{opener}.") for name in named for opener in OPENERS)


def test_only_sources_import_what_opens_an_address() -> None:
    texts = sources_of("pipelines", "assets", "resources", "expectations", "reports", "demo")
    modules = ("connection", "file_systems", "http_folder", "library_logs", "s3_session")
    assert {path for path, text in texts if opens_addresses(text)} == {
        f"resources/source/{name}.py" for name in modules
    }


def test_no_reader_of_pandas_is_given_a_path_or_an_address() -> None:
    texts = sources_of("pipelines", "assets", "resources", "expectations", "reports")
    assert [(path, call) for path, text in texts for call in READERS.findall(text)] == []
    assert READERS.findall("pd.read_csv(path)") and not READERS.findall("pd.read_parquet(io.BytesIO(content))")


class _Asked(http.server.BaseHTTPRequestHandler):
    """Answers each request with a redirection to ``to``, or with nothing; remembers the requests."""

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))  # type: ignore[attr-defined]
        to = self.server.to  # type: ignore[attr-defined]
        self.send_response(self.server.status if to else 200)  # type: ignore[attr-defined]
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def asked() -> Iterator[Callable[..., Any]]:
    """Web servers of this test, each with the list of requests that it was asked."""
    servers: list[Any] = []

    def start(to: str = "", status: int = 302) -> Any:
        server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Asked)
        server.to, server.status, server.asked = to, status, []
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_web_server_cannot_lead_elsewhere_with_our_credentials(
    source_of: Configured, asked: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv("WORD", SECRET)
    elsewhere = asked()
    leading = asked(f"{elsewhere.url}/drop/", status)
    entry = {"kind": "http", "url": f"{leading.url}/drop", "user": USER, "password_variable": "WORD"}
    source = source_of(entry | {"allow_unencrypted": True, "wait_seconds": 5})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": str(leads_elsewhere())}
    assert leading.asked and not elsewhere.asked


@pytest.mark.parametrize("scheme", ["file:///etc/", "ftp://127.0.0.1:1/"])
def test_a_web_server_cannot_lead_to_another_scheme(
    source_of: Configured, asked: Callable[..., Any], scheme: str
) -> None:
    leading = asked(scheme)
    source = source_of({"kind": "http", "url": f"{leading.url}/drop", "allow_unencrypted": True, "wait_seconds": 5})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": str(leads_elsewhere())}


def test_a_store_cannot_lead_elsewhere_with_our_keys(
    source_of: Configured, asked: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORD", SECRET)
    elsewhere = asked()
    leading = asked(f"{elsewhere.url}/review", 307)
    entry = {"kind": "s3", "bucket": "review", "endpoint": leading.url, "key_variable": "WORD"}
    source = source_of(entry | {"secret_variable": "WORD", "allow_unencrypted": True, "wait_seconds": 20})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "it cannot be reached, or broke off"}
    assert leading.asked and not elsewhere.asked


class _Listing:
    """A file system whose server lists what it likes."""

    def __init__(self, *names: str) -> None:
        self.names, self.opened = names, []

    def ls(self, folder: str, detail: bool = True) -> list[dict[str, Any]]:
        if folder.count("/") < 4:
            part = ("2012", "KEN", "1")[folder.count("/") - 1]
            return [{"name": f"{folder}/{part}", "type": "directory", "size": None}]
        listed = [name if name.startswith("/") else f"{folder}/{name}" for name in self.names]
        return [{"name": name, "type": "file", "size": 1} for name in listed]


@pytest.mark.parametrize("name", [
    "../../../etc/passwd", "..", ".", "/etc/passwd", "/drop/2012/UGA/1/a.csv", "deeper/a.csv", "../2/a.csv", "a\\b.csv",
    "..\\..\\a.csv", "C:\\a.csv", "a\0.csv", "a\n.csv", "a\x1b[2J.csv",
])  # fmt: skip
def test_an_entry_of_a_server_is_a_plain_name_in_its_folder_or_a_stray(name: str) -> None:
    source = FolderSource(lambda: _Listing(name, "a.csv"), "/drop", is_remote=True)
    assert [[file.name for file in one.files] for one in source.deliveries()] == [["a.csv"]]
    assert source.strays == 1


def test_an_account_that_does_not_exist_is_an_error_of_ours(source_of: Configured) -> None:
    with pytest.raises(ReviewError, match="is no path of this machine"):
        source_of({"kind": "folder", "folder": "~nobody-of-this-machine/x"})
