"""The guard of the web interface: which requests reach Dagster, and what answers say to browsers."""

import socket

import pytest

from pipelines.errors import UsageError
from pipelines.ui.rules import Allowed
from pipelines.ui.session import Session
from pipelines.ui.webserver import listen
from tests.ui.guarded_requests import Browser, encoded

MUTATION = 'mutation { stopSensor(id: "1") { __typename } }'
READING = [("GET", "/"), ("GET", "/assets/a.js"), ("GET", "/server_info"), ("GET", "/logs/run/compute.err")]
ALL = [*READING, ("POST", "/graphql"), ("WEBSOCKET", "/graphql")]


@pytest.mark.parametrize(("method", "route"), ALL)
def test_the_interface_of_the_owner_is_answered(method: str, route: str) -> None:
    browser = Browser()
    assert browser.ask(method, route).passed
    assert browser.ask(method, route, host="localhost:3000", origin="http://localhost:3000").passed
    assert browser.ask(method, route, host="[::1]:3000", origin="http://[::1]:3000").passed


@pytest.mark.parametrize(("method", "route"), READING)
def test_a_page_is_read_without_an_origin_as_browsers_ask_for_it(method: str, route: str) -> None:
    assert Browser().ask(method, route, without="origin", sec_fetch_site="none").passed


@pytest.mark.parametrize(("method", "route"), ALL)
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:3000", "127.0.0.1", "127.0.0.1:3001", "127.0.0.1:3000.evil.example", ""]
)
def test_another_host_name_or_port_is_refused_although_it_has_the_token(method: str, route: str, host: str) -> None:
    answer = Browser().ask(method, route, host=host, origin=f"http://{host}")
    assert (answer.passed, answer.status) == (False, 403)


@pytest.mark.parametrize(("method", "route"), ALL)
@pytest.mark.parametrize(
    "foreign",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:3000"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://localhost:3000"},
        {"referer": "http://evil.example/page"},
        {"referer": "http://[half"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},  # another port of this machine
    ],
)
def test_a_request_of_another_site_is_refused_although_it_has_the_token(
    method: str, route: str, foreign: dict[str, str]
) -> None:
    answer = Browser().ask(method, route, **foreign)
    assert (answer.passed, answer.status) == (False, 403)


@pytest.mark.parametrize(("method", "route"), [("POST", "/graphql"), ("WEBSOCKET", "/graphql")])
def test_what_changes_something_and_a_websocket_must_name_their_origin(method: str, route: str) -> None:
    assert not Browser().ask(method, route, without="origin").passed


@pytest.mark.parametrize(("method", "route"), ALL)
def test_without_the_token_nothing_is_answered(method: str, route: str) -> None:
    browser = Browser()
    name, token = browser.session.cookie, browser.session.token
    for cookie in ("", f"{name}=", f"{name}={token[:-1]}", f"{name}=é", f"review_ui_3001={token}", f"x={name}={token}"):
        answer = browser.ask(method, route, cookie=cookie)
        assert (answer.passed, answer.status) == (False, 403)
    assert not browser.ask(method, route, f"token={token}", without="cookie").passed
    assert token.encode() not in browser.ask("GET", "/", without="cookie").body


def test_the_link_gives_the_cookie_and_leaves_no_token_in_the_address() -> None:
    browser = Browser()
    session = browser.session
    answer = browser.ask("GET", "/", f"token={session.token}", outside=True, without="cookie", sec_fetch_site="none")
    assert (answer.status, answer.headers["location"]) == (303, f"{session.path}/")
    cookie, *attributes = answer.headers["set-cookie"].split("; ")
    assert cookie == f"{session.cookie}={session.token}"
    assert set(attributes) == {"HttpOnly", f"Path={session.path}", "SameSite=strict"}
    assert session.link == f"http://127.0.0.1:3000/?token={session.token}"
    assert browser.inner.reached == []


@pytest.mark.parametrize("query", ["", "token=", "token=wrong", "token={0}&token={0}", "token={0}x", "TOKEN={0}"])
def test_a_wrong_link_gives_no_cookie(query: str) -> None:
    browser = Browser()
    answer = browser.ask("GET", "/", query.format(browser.session.token), outside=True, without="cookie")
    assert (answer.status, answer.headers.get("set-cookie")) == (403, None)


def test_the_link_gives_no_cookie_to_another_site_or_host() -> None:
    browser = Browser()
    for changed in ({"sec_fetch_site": "cross-site"}, {"host": "evil.example:3000"}):
        answer = browser.ask("GET", "/", f"token={browser.session.token}", outside=True, **changed)
        assert (answer.status, answer.headers.get("set-cookie")) == (403, None)


def test_sessions_share_no_token_and_no_path_and_show_neither_in_their_name() -> None:
    first, second = Session(3000), Session(3000)
    assert first.token != second.token
    assert first.path != second.path
    assert first.token not in repr(first)
    assert first.path not in repr(first)
    assert Session(3001).cookie != first.cookie


def test_the_cookie_is_not_sent_to_another_server_of_the_same_host() -> None:
    browser = Browser()
    for path in ("/", "/graphql", f"{browser.session.path}x/graphql", "//"):
        assert not browser.ask("GET", path, outside=True).passed  # with the cookie, which a browser would not send


@pytest.mark.parametrize("query", [MUTATION, "{version}", "subscription { x }", ""])
@pytest.mark.parametrize("method", ["GET", "HEAD", "WEBSOCKET"])
def test_no_graphql_is_answered_by_get(method: str, query: str) -> None:
    for address in (encoded(query), f"a=1&{encoded(query)}", f"query&{encoded(query)}"):
        answer = Browser().ask(method, "/graphql", address, without="content-type")
        assert (answer.passed, answer.status) == (False, 403)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "text/plain; x=application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
        "application/graphql",
        "application/jsonp",
        "",
    ],
)
def test_a_body_that_a_page_can_post_without_asking_first_is_refused(content_type: str) -> None:
    answer = Browser().ask("POST", "/graphql", content_type=content_type)
    assert (answer.passed, answer.status) == (False, 415)
    assert not Browser().ask("POST", "/graphql", encoded(MUTATION), content_type=content_type).passed
    assert not Browser().ask("POST", "/graphql", without="content-type").passed


def test_json_with_a_character_set_is_answered() -> None:
    assert Browser().ask("POST", "/graphql", content_type="application/json; charset=utf-8").passed


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get"])
def test_other_methods_are_refused(method: str) -> None:
    answer = Browser().ask(method, "/graphql")
    assert (answer.passed, answer.status) == (False, 405)


REPORTS = (
    "/report_asset_check/release/tables",
    "/report_asset_materialization/review/draft",
    "/report_asset_observation/a",
)


@pytest.mark.parametrize("route", REPORTS)
def test_reports_of_assets_and_checks_are_off_unless_asked_for(route: str) -> None:
    assert Browser().ask("POST", route, "check_name=joint_disclosure_audit&passed=true").status == 404
    asked_for = Browser(Allowed(reports=True))
    assert asked_for.ask("POST", route).passed
    assert not asked_for.ask("POST", route, origin="http://evil.example").passed
    assert not asked_for.ask("POST", route, "passed=true", without="content-type").passed


@pytest.mark.parametrize("route", ["/download_debug/run", "/notebook", "/dagit/notebook"])
def test_downloads_that_the_interface_does_not_need_are_off(route: str) -> None:
    assert Browser().ask("GET", route).status == 404
    asked_for = Browser(Allowed(debug_download=True))
    assert asked_for.ask("GET", route).passed == route.startswith("/download_debug")


def test_nothing_is_posted_but_graphql_and_no_websocket_is_opened_elsewhere() -> None:
    for method, route in (("POST", "/"), ("POST", "/new_route"), ("WEBSOCKET", "/"), ("WEBSOCKET", "/new_route")):
        assert not Browser().ask(method, route).passed


@pytest.mark.parametrize("changed", [{}, {"cookie": ""}, {"origin": "http://evil.example"}])
def test_every_answer_forbids_other_sites_to_read_or_frame_it(changed: dict[str, str]) -> None:
    answer = Browser().ask("GET", "/", **changed)
    assert [name for name in answer.headers if name.startswith("access-control-")] == []
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers.getlist("content-security-policy")
    assert answer.headers.getlist("referrer-policy") == ["no-referrer"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_a_port_that_is_taken_gives_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} cannot be used .*: name another with `review ui --port`"):
            listen(port)


def test_the_server_listens_on_the_loopback_address_alone() -> None:
    with listen(0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"
