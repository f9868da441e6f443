"""The session of one `review ui`: its address, its token and its path, which only the memory of one process holds."""

import hmac
import secrets
from dataclasses import dataclass, field

ADDRESS = "127.0.0.1"
HOST_NAMES = (ADDRESS, "localhost", "[::1]")
HTTP_PORT = 80


@dataclass(frozen=True)
class Session:
    """One session. Whoever lacks its token gets no answer.

    Browsers send a cookie to every port of a host. The cookie is therefore bound to a random path, so that a server of
    another account on another port is not sent the token.
    """

    port: int
    token: str = field(default_factory=secrets.token_urlsafe, repr=False)
    path: str = field(default_factory=lambda: f"/{secrets.token_hex(8)}", repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie; sessions on two ports do not overwrite each other's."""
        return f"review_ui_{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the header Host that are answered."""
        bare = HOST_NAMES if self.port == HTTP_PORT else ()
        return frozenset((*(f"{name}:{self.port}" for name in HOST_NAMES), *bare))

    @property
    def link(self) -> str:
        """The address that opens the session in a browser."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"

    def is_token(self, given: str) -> bool:
        """Compare a token in a time that does not depend on where it differs."""
        return hmac.compare_digest(given.encode(), self.token.encode())
