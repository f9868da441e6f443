"""The rules of the guard: each refuses a kind of request to Dagster's web interface, or lets it pass.

Belongs here: one function for each rule, over http and websocket requests. Does not: applying them (guard.py). The
interface posts GraphQL as JSON, reads logs by GET and subscribes by websocket; everything else is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from pipelines.ui.session import Session

GRAPHQL = "/graphql"
REPORTS = "/report_asset_"
DEBUG_DOWNLOAD = "/download_debug"
NOTEBOOKS = ("/notebook", "/dagit/notebook")
SAME_SITE = ("same-origin", "none")  # none: typed, opened from a terminal, or a bookmark
READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Allowed:
    """What `review ui` allows beyond the interface itself."""

    reports: bool = False
    debug_download: bool = False


@dataclass(frozen=True)
class Refusal:
    """The answer to a refused request: a status and one sentence."""

    status: int
    sentence: str


Rule = Callable[[HTTPConnection, Session, Allowed], Refusal | None]


def route_of(request: HTTPConnection, session: Session) -> str:
    """Return the path of Dagster's route; empty where the request is outside of the session's path."""
    path = str(request.scope["path"])
    return path.removeprefix(session.path) or "/" if f"{path}/".startswith(f"{session.path}/") else ""


def host_rule(request: HTTPConnection, session: Session, _: Allowed) -> Refusal | None:
    """Refuse other host names and ports: a name that leads here may be a stranger's (DNS rebinding)."""
    given = request.headers.getlist("host")
    if len(given) == 1 and given[0].lower() in session.hosts:
        return None
    return Refusal(403, "This host name is not served; open the address that `review ui` printed.")


def origin_rule(request: HTTPConnection, _: Session, __: Allowed) -> Refusal | None:
    """Refuse what another site asks for; what changes something, and a websocket, must say that it is from this one."""
    own = f"http://{request.headers['host'].lower()}"
    origins = request.headers.getlist("origin")
    foreign = (
        any(origin != own for origin in origins)
        or any(_origin_of(page) != own for page in request.headers.getlist("referer"))
        or any(site not in SAME_SITE for site in request.headers.getlist("sec-fetch-site"))
    )
    if foreign:
        return Refusal(403, "Requests from other sites are refused.")
    if not origins and _changes(request):
        return Refusal(403, "This request must name its origin in the header Origin.")
    return None


def token_rule(request: HTTPConnection, session: Session, _: Allowed) -> Refusal | None:
    """Refuse everything without the session's token, static files included."""
    if session.is_token(request.cookies.get(session.cookie, "")):
        return None
    return Refusal(403, "This request has no token of the session; open the address that `review ui` printed.")


def method_rule(request: HTTPConnection, session: Session, allowed: Allowed) -> Refusal | None:
    """Refuse methods other than GET, HEAD and POST, posts to other routes than GraphQL, and posts that are no JSON."""
    route = route_of(request, session)
    if request.scope["type"] == "websocket":
        return None if route == GRAPHQL else Refusal(404, "There is no websocket at this path.")
    if request.scope["method"] in READING:
        return None
    if request.scope["method"] != "POST":
        return Refusal(405, "Only GET, HEAD and POST are answered.")
    if route != GRAPHQL and not (allowed.reports and route.startswith(REPORTS)):
        return Refusal(404, "Nothing can be posted to this path.")
    types = [given.partition(";")[0].strip().lower() for given in request.headers.getlist("content-type")]
    # A page of another site can post texts and forms without asking the browser first, but no JSON.
    return None if types == ["application/json"] else Refusal(415, "Only the type application/json is answered.")


def query_rule(request: HTTPConnection, session: Session, _: Allowed) -> Refusal | None:
    """Refuse GraphQL in an address: an image on a page could start a run by it."""
    if route_of(request, session) == GRAPHQL and "query" in request.query_params:
        return Refusal(403, "GraphQL is answered by POST only.")
    return None


def route_rule(request: HTTPConnection, session: Session, allowed: Allowed) -> Refusal | None:
    """Refuse what is outside of the session's path, and the routes that the interface does not need."""
    route = route_of(request, session)
    if not route:
        return Refusal(404, "There is nothing at this path; open the address that `review ui` printed.")
    if route.startswith(NOTEBOOKS):
        return Refusal(404, "The review has no notebooks.")
    if route.startswith(REPORTS) and not allowed.reports:
        return Refusal(404, "Reports of assets and checks are off; `review ui --allow-reports` turns them on.")
    if route.startswith(DEBUG_DOWNLOAD) and not allowed.debug_download:
        return Refusal(404, "The debug file is off; `review ui --allow-debug-download` turns it on.")
    return None


ADDRESS_RULES: tuple[Rule, ...] = (host_rule, origin_rule)
"""The rules that hold before the token is known."""
SESSION_RULES: tuple[Rule, ...] = (token_rule, route_rule, query_rule, method_rule)


def _changes(request: HTTPConnection) -> bool:
    return request.scope["type"] == "websocket" or request.scope["method"] not in READING


def _origin_of(page: str) -> str:
    try:
        parts = urlsplit(page)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}"
