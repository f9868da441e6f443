"""The HTTP session of S3-compatible stores, which follows no redirection: aiobotocore's own follows each.

Belongs here: this one difference. Does not: connecting (file_systems.py), which imports this module only where there is
such a source, as aiobotocore takes half a second to import.
"""

from typing import Any

from aiobotocore.httpsession import AIOHTTPSession  # type: ignore[import-untyped]


class _Requests:
    """The part of an aiohttp session that aiobotocore uses; an answer that leads elsewhere is the answer."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def request(self, method: str, **options: Any) -> Any:
        """Return a request that is not led elsewhere."""
        return self._session.request(method, **options, allow_redirects=False)


class SessionWithoutRedirection(AIOHTTPSession):  # type: ignore[misc]
    """A session in which a store cannot lead a request to another server."""

    async def _get_session(self, proxy_url: str | None) -> Any:
        return _Requests(await super()._get_session(proxy_url))
