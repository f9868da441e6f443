"""A folder that a web server shows as a page of links, as a file system that can be listed and read.

Belongs here: reading the page, asking for a file. Does not: which of the entries are deliveries (folder.py).
Certificates are checked, and no redirection is followed: it would lead credentials and questions elsewhere.
"""

import base64
import http.client
import io
import ssl
import urllib.error
import urllib.request
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from resources.source import delivery as limits
from resources.source.delivery import leads_elsewhere

LONGEST_PAGE_BYTES = 20_000_000
ABSENT, REFUSED = (404, 410), (401, 403)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of a link."""
        if tag == "a":
            self.found += [value for name, value in attrs if name == "href" and value]


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


class HttpFolder:
    """The part of a file system that a source needs. Paths are unquoted and begin with the server's address."""

    def __init__(self, *, user: str = "", password: str = "", certificates: str | None = None, wait_s: float) -> None:
        context = ssl.create_default_context(cafile=certificates)
        handlers = [urllib.request.HTTPSHandler(context=context), _NoRedirection(), urllib.request.ProxyHandler({})]
        self._opener = urllib.request.build_opener(*handlers)
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {token}"} if user else {}
        self._wait_s = wait_s

    def invalidate_cache(self) -> None:
        """Do nothing: every answer is asked for anew."""

    def _asked(self, address: str, method: str = "GET") -> Any:
        scheme, rest = address.split("://", 1)
        server, _, path = rest.partition("/")
        url = f"{scheme}://{server}/{quote(path)}"
        request = urllib.request.Request(url, method=method, headers=self._headers)  # noqa: S310 - http or https alone
        try:
            return self._opener.open(request, timeout=self._wait_s)
        except urllib.error.HTTPError as error:
            error.close()
            status = error.code
        except urllib.error.URLError as error:
            raise error.reason if isinstance(error.reason, Exception) else ConnectionError() from None
        if status in ABSENT:
            raise FileNotFoundError
        if status in REFUSED:
            raise PermissionError
        if 300 <= status < 400:
            raise leads_elsewhere()
        raise ConnectionError

    def ls(self, folder: str, detail: bool = True) -> list[dict[str, Any]]:
        """Return the entries of a folder: links of its page to its own entries, and to nothing else."""
        address = f"{folder}/"
        with self._asked(address) as answer:
            page = answer.read(LONGEST_PAGE_BYTES)
        links = _Links()
        links.feed(page.decode("utf-8", errors="replace"))
        entries: dict[str, dict[str, Any]] = {}
        base = urlsplit(address)
        for href in links.found:
            link = urlsplit(urljoin(address, href.replace("?", "%3F") if "?" in href and "=" not in href else href))
            path = unquote(link.path)
            if link.query or (link.scheme, link.netloc) != (base.scheme, base.netloc) or not path.startswith(base.path):
                continue
            name = path.removeprefix(base.path)
            is_folder = name.endswith("/")
            if name.rstrip("/") and "/" not in name.rstrip("/"):
                entries[name] = self._described(f"{folder}/{name.rstrip('/')}", is_folder)
        return list(entries.values())

    def _described(self, path: str, is_folder: bool) -> dict[str, Any]:
        if is_folder:
            return {"name": path, "type": "directory", "size": None}
        with self._asked(path, "HEAD") as answer:
            length = answer.headers.get("Content-Length")
            marks = {"ETag": answer.headers.get("ETag"), "last_modified": answer.headers.get("Last-Modified")}
        return {"name": path, "type": "file", "size": int(length) if length else 0, **marks}

    def open(self, path: str, mode: str = "rb") -> io.BytesIO:
        """Return a file's content; of one that is too large no more than shows it.

        Raises where the transfer ends before its announced length.
        """
        with self._asked(path) as answer:
            content = answer.read(limits.FILE_LIMIT_BYTES + 1)
            if len(content) <= limits.FILE_LIMIT_BYTES and answer.length not in (None, 0):
                raise http.client.IncompleteRead(content)
        return io.BytesIO(content)
