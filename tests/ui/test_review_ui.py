"""The real `review ui`: what strangers are answered, what its owner can do, and how it ends."""

import http.client
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psutil
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from resources.home import PROJECT

SENSOR = '{repositoryLocationName: "review", repositoryName: "__repository__", sensorName: "new_deliveries"}'
START = f"mutation {{ startSensor(sensorSelector: {SENSOR}) {{ __typename }} }}"
STATE = f"{{ sensorOrError(sensorSelector: {SENSOR}) {{ ... on Sensor {{ sensorState {{ status }} }} }} }}"
LAUNCH = """mutation Launch($config: RunConfigData) { launchRun(executionParams: {
    selector: {repositoryLocationName: "review", repositoryName: "__repository__", jobName: "review_of_a_year"},
    mode: "default", runConfigData: $config})
    { __typename ... on RunConfigValidationInvalid { errors { message } } } }"""
LOGS = 'subscription { pipelineRunLogs(runId: "none") { __typename } }'


@dataclass(frozen=True)
class Running:
    """A `review ui` that runs: its process, and the address that it printed."""

    process: "subprocess.Popen[str]"
    link: str
    output: Path
    home: Path
    temporary: Path

    @property
    def address(self) -> str:
        return urlsplit(self.link).netloc

    @property
    def token(self) -> str:
        return self.link.partition("token=")[2]

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Return the status, the header Set-Cookie and the body."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, answer.headers.get("set-cookie", ""), text


@dataclass(frozen=True)
class Owner:
    """Whoever opened the printed address."""

    running: Running
    cookie: str
    path: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "Origin": f"http://{self.running.address}", "Content_Type": "application/json"}

    def ask(self, method: str, route: str, body: bytes | None = None, **changed: str) -> tuple[int, str]:
        status, _, text = self.running.ask(method, self.path + route, body, **(self.headers | changed))
        return status, text

    def query(self, query: str, **variables: object) -> Any:
        status, text = self.ask("POST", "/graphql", json.dumps({"query": query, "variables": variables}).encode())
        assert status == 200, text
        return json.loads(text)["data"]

    def websocket(self, **changed: str) -> ClientConnection:
        given = self.headers | changed
        return connect(
            f"ws://{self.running.address}{self.path}/graphql",
            origin=Origin(given["Origin"]),
            additional_headers={"Cookie": given["Cookie"]},
            subprotocols=[Subprotocol("graphql-ws")],
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home, output = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("output") / "output"
    temporary = Path(tempfile.mkdtemp())  # a socket's path is short
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "ui", "--port", "0"]
    environment = os.environ | {"REVIEW_HOME": str(home), "PYTHONPATH": str(PROJECT), "TMPDIR": str(temporary)}
    with output.open("w") as written:
        process = subprocess.Popen(command, env=environment, cwd=home, stdout=written, stderr=written, text=True)
    try:
        link = None
        for _ in range(1800):
            link = re.search(r"http://127\.0\.0\.1:\d+/\?token=[\w-]+", output.read_text())
            if link or process.poll() is not None:
                break
            time.sleep(0.1)
        assert link, output.read_text()
        yield Running(process, link[0], output, home, temporary)
    finally:
        process.kill()
        shutil.rmtree(temporary)


@pytest.fixture(scope="module")
def owner(running: Running) -> Owner:
    status, cookie, _ = running.ask("GET", f"/?token={running.token}")
    assert status == 303
    return Owner(running, cookie.partition(";")[0], cookie.partition("Path=")[2].partition(";")[0])


def test_a_stranger_gets_no_answer(running: Running) -> None:
    for path in ("/", "/server_info", "/graphql", "/favicon.png", "/logs/..%2f..%2fkey%2freview%2fkey"):
        status, _, text = running.ask("GET", path)
        assert (status, text.count("\n")) == (403, 1)
    assert running.ask("POST", "/graphql", b'{"query": "{version}"}', Content_Type="application/json")[0] == 403


def test_what_a_page_asks_for_with_the_owners_cookie_changes_nothing(owner: Owner) -> None:
    body, evil = json.dumps({"query": START}).encode(), "http://evil.example"
    address = f"/graphql?query={quote(START)}"
    assert owner.ask("GET", address)[0] == 403
    assert owner.ask("GET", address, Sec_Fetch_Site="cross-site", Accept="image/*")[0] == 403
    assert owner.ask("POST", "/graphql", body, Origin=evil)[0] == 403
    assert owner.ask("POST", "/graphql", body, Host="evil.example")[0] == 403
    assert owner.ask("POST", "/graphql", body, Content_Type="text/plain; x=application/json")[0] == 415
    assert owner.ask("POST", address, b"", Content_Type="application/x-www-form-urlencoded")[0] == 403
    assert owner.ask("OPTIONS", "/graphql", Origin=evil, Access_Control_Request_Method="POST")[0] == 403
    check = "/report_asset_check/release/tables?check_name=joint_disclosure_audit&passed=true"
    assert owner.ask("POST", check, b"{}")[0] == 404
    assert owner.ask("POST", "/report_asset_materialization/review/draft?partition=2012", b"{}")[0] == 404
    assert owner.ask("GET", "/download_debug/run")[0] == 404
    assert owner.ask("GET", "/notebook?repoLocName=review&path=a.ipynb")[0] == 404
    for changed in ({"Origin": evil}, {"Cookie": "none"}):
        with pytest.raises(InvalidStatus, match="403"):
            owner.websocket(**changed)
    assert owner.query(STATE)["sensorOrError"]["sensorState"]["status"] == "STOPPED"


def test_the_owner_reads_changes_and_subscribes(owner: Owner) -> None:
    status, page = owner.ask("GET", "/")
    assert (status, "/_next/static/" in page) == (200, True)
    assert owner.query(START)["startSensor"]["__typename"] == "Sensor"
    assert owner.query(STATE)["sensorOrError"]["sensorState"]["status"] == "RUNNING"
    with owner.websocket() as opened:
        opened.send(json.dumps({"type": "connection_init", "payload": {}}))
        assert json.loads(opened.recv(20))["type"] == "connection_ack"
        opened.send(json.dumps({"id": "1", "type": "start", "payload": {"query": LOGS}}))
        logs = json.loads(opened.recv(20))["payload"]["data"]["pipelineRunLogs"]
        assert logs["__typename"] == "PipelineRunLogsSubscriptionFailure"  # there is no such run


def test_a_run_that_names_another_home_is_not_launched(owner: Owner, tmp_path: Path) -> None:
    configuration = {"resources": {"stores": {"config": {"root": str(tmp_path / "elsewhere")}}}}
    launched = owner.query(LAUNCH, config=configuration)["launchRun"]
    assert launched["__typename"] == "RunConfigValidationInvalid"
    assert 'unexpected config entry "root"' in launched["errors"][0]["message"]
    assert not (tmp_path / "elsewhere").exists()


def test_no_other_account_reads_the_token_or_reaches_the_code_servers(running: Running) -> None:
    processes = [psutil.Process(running.process.pid), *psutil.Process(running.process.pid).children(recursive=True)]
    started = " ".join(argument for process in processes for argument in process.cmdline())
    assert running.token not in started
    sockets = [Path(found) for found in re.findall(r"--socket (\S+)", started)]
    assert sockets
    assert {stat.S_IMODE(place.parent.stat().st_mode) for place in sockets} == {0o700}
    assert {stat.S_IMODE(place.stat().st_mode) for place in sockets if place.exists()} == {0o700}
    own = {process.pid for process in processes}
    listening = [found for found in psutil.net_connections("inet") if found.pid in own and found.status == "LISTEN"]
    assert [f"{found.laddr.ip}:{found.laddr.port}" for found in listening] == [running.address]
    made = [path for path in running.home.rglob("*") if not path.is_symlink()]
    assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_signal_ends_the_webserver_the_daemon_and_the_code_servers(running: Running) -> None:
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert any("dagster._daemon" in child.cmdline() for child in children)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(60) == 0
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
    assert list(running.temporary.iterdir()) == []
    output = running.output.read_text()
    assert output.count(running.token) == 1  # the printed address
    assert "Traceback" not in output
