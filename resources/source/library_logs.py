"""The logs of the libraries behind sources, switched off: they quote addresses, users, headers and rows.

Belongs here: which loggers, and the event loop of fsspec, which logs exceptions that nobody awaits. Does not: our own
messages (connection.py has the reason why a source did not answer).
"""

import logging
from typing import Any

ENGINE = "review_source"  # in the names of the loggers of an engine of ours; other engines keep theirs
LOGGERS = (
    "aiobotocore",
    "aiohttp",
    "asyncssh",
    "boto3",
    "botocore",
    "fsspec",
    "psycopg",
    "s3fs",
    "sqlalchemy.dialects",
    f"sqlalchemy.engine.Engine.{ENGINE}",
    f"sqlalchemy.pool.impl.NullPool.{ENGINE}",
    "sshfs",
)


def silence_libraries() -> None:
    """Switch off the logs of the libraries, whatever level and handlers the root logger has. Imports none of them."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def silence_event_loop() -> None:
    """Let the event loop of fsspec drop what it would log of a call that was given up."""
    from fsspec.asyn import get_loop  # asyncio, for those alone who have such a source

    def drop(_loop: Any, _context: dict[str, Any]) -> None:
        """Log nothing: the call itself has an error of ours."""

    get_loop().set_exception_handler(drop)
