"""The guard: ASGI middleware that lets only the owner of the session reach Dagster's web interface.

Belongs here: applying the rules, exchanging the token of the link for a cookie, and headers of answers. Does not: the
rules (rules.py), serving (webserver.py). Requests of http and websocket pass the same rules.
"""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from pipelines.ui.rules import ADDRESS_RULES, SESSION_RULES, Allowed, Rule
from pipelines.ui.session import Session

TOKEN = "token"  # noqa: S105 — the name of the parameter
HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
NO_FRAMES = "frame-ancestors 'none'"
CORS = "access-control-"


def guarded(app: ASGIApp, session: Session, allowed: Allowed) -> ASGIApp:
    """Return ``app`` behind the guard of ``session``."""
    return AnswerHeaders(Guard(app, session, allowed))


class Guard:
    """Answers refused requests itself and passes the others on."""

    def __init__(self, app: ASGIApp, session: Session, allowed: Allowed) -> None:
        self._app = app
        self._session = session
        self._allowed = allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        answer = self._answer(request)
        await (answer or self._app)(scope, receive, send)

    def _answer(self, request: HTTPConnection) -> ASGIApp | None:
        """Return the answer of the guard; None for a request that Dagster answers."""
        if refused := self._refused(request, ADDRESS_RULES):
            return refused
        if request.scope["type"] == "http" and request.scope["method"] == "GET" and request.scope["path"] == "/":
            given = request.query_params.getlist(TOKEN)
            if len(given) == 1 and self._session.is_token(given[0]):
                return self._opened()
        return self._refused(request, SESSION_RULES)

    def _refused(self, request: HTTPConnection, rules: tuple[Rule, ...]) -> ASGIApp | None:
        for rule in rules:
            if refusal := rule(request, self._session, self._allowed):
                if request.scope["type"] == "websocket":
                    return WebSocketClose()  # before it is accepted: status 403
                return PlainTextResponse(f"{refusal.sentence}\n", refusal.status)
        return None

    def _opened(self) -> Response:
        """Return the redirection to the interface, with the cookie and without the token in the address."""
        answer = RedirectResponse(f"{self._session.path}/", 303)
        answer.set_cookie(
            self._session.cookie, self._session.token, path=self._session.path, httponly=True, samesite="strict"
        )
        return answer


class AnswerHeaders:
    """Sets the headers of every answer: no other site may read, frame or learn the address of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and set the headers of its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name in {name for name in headers if name.lower().startswith(CORS)}:
                    del headers[name]
                headers.update(HEADERS)
                headers.append("content-security-policy", NO_FRAMES)
            await send(message)

        await self._app(scope, receive, send_with_headers)
