"""Requests to an ASGI application, without a server: what it answers, and what reaches the application inside."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from pipelines.ui.guard import guarded
from pipelines.ui.rules import Allowed
from pipelines.ui.session import Session


@dataclass
class Inner:
    """An application that records what reaches it, and answers as Dagster does, for every origin."""

    reached: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached.append(scope["path"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        headers = [(b"access-control-allow-origin", b"*"), (b"referrer-policy", b"origin")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"rows by office"})


@dataclass(frozen=True)
class Answer:
    """A status and its headers; the status of an accepted websocket is 101."""

    status: int
    headers: Headers
    body: bytes
    passed: bool


class Browser:
    """Sends requests of the session's owner to the guard, or of somebody who lacks a part of them."""

    def __init__(self, allowed: Allowed | None = None) -> None:
        self.session = Session(3000)
        self.inner = Inner()
        self._app = guarded(self.inner, self.session, allowed or Allowed())

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request that the interface itself sends."""
        return {
            "host": "127.0.0.1:3000",
            "origin": "http://127.0.0.1:3000",
            "sec-fetch-site": "same-origin",
            "cookie": f"{self.session.cookie}={self.session.token}",
            "content-type": "application/json",
        }

    def ask(
        self, method: str, route: str, query: str = "", /, without: str = "", outside: bool = False, **changed: str
    ) -> Answer:
        """Send one request; ``changed`` headers have underscores for hyphens. WEBSOCKET is a method here."""
        given = {**self.headers, **{name.replace("_", "-"): value for name, value in changed.items()}}
        headers = [(name.encode(), value.encode()) for name, value in given.items() if name != without]
        path = route if outside else f"{self.session.path}{route}"
        kind = "websocket" if method == "WEBSOCKET" else "http"
        scope: dict[str, Any] = {"type": kind, "path": path, "query_string": query.encode(), "headers": headers}
        return asyncio.run(self._ask(scope | ({} if kind == "websocket" else {"method": method})))

    async def _ask(self, scope: Scope) -> Answer:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "websocket.connect" if scope["type"] == "websocket" else "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        before = len(self.inner.reached)
        await self._app(scope, receive, send)
        status = {"websocket.accept": 101, "websocket.close": 403}.get(sent[0]["type"]) or sent[0]["status"]
        body = b"".join(message.get("body", b"") for message in sent)
        return Answer(status, Headers(raw=sent[0].get("headers", [])), body, len(self.inner.reached) > before)


def encoded(query: str) -> str:
    """Return a query of GraphQL as it is in an address."""
    return f"query={quote(query)}"
