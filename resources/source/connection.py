"""Calls to another system with a time limit, and the reason why it did not answer.

Belongs here: the limit, and the exceptions of several libraries as one error. Does not: the calls themselves (the kinds
of source). The message of a library may quote addresses, names of files or credentials, so none of it is kept.
"""

import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from resources.source.delivery import SourceError, SourceUnreachableError

T = TypeVar("T")
ABSENT = (FileNotFoundError, NotADirectoryError)
UNTRUSTED = "its host key or certificate is not the one that is trusted"
REFUSED = "it refused the credentials"
TOO_SLOW = "it did not answer in time"
OTHER = "it cannot be reached, or broke off"


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns. Raises SourceUnreachableError where it has not returned within so many seconds.

    The call runs in a daemon thread, so a library that hangs does not stop the program from going on or ending.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True, name="source")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise SourceUnreachableError(TOO_SLOW)
    if errors:
        raise errors[0]
    return results[0]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all its causes and contexts, each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop(0)
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [link.__cause__, link.__context__]


def _exceptions_by_reason() -> dict[str, tuple[type[BaseException], ...]]:
    """Return the exception types behind each reason.

    The libraries of remote sources are optional and slow to import. One that has not been imported raised nothing, so
    only those that have been are asked for their types.
    """
    untrusted: list[type[BaseException]] = [ssl.SSLError]
    refused: list[type[BaseException]] = [PermissionError]
    too_slow: list[type[BaseException]] = [TimeoutError]
    if "asyncssh" in sys.modules:
        import asyncssh

        untrusted.append(asyncssh.HostKeyNotVerifiable)
        refused.append(asyncssh.PermissionDenied)
    if "botocore" in sys.modules:
        from botocore import exceptions as botocore  # type: ignore[import-untyped]

        untrusted.append(botocore.SSLError)
        refused.append(botocore.NoCredentialsError)
        too_slow += [botocore.ReadTimeoutError, botocore.ConnectTimeoutError]
    if "psycopg" in sys.modules:
        from psycopg import errors as psycopg

        refused += [psycopg.InvalidPassword, psycopg.InvalidAuthorizationSpecification]
        too_slow.append(psycopg.QueryCanceled)
    return {UNTRUSTED: tuple(untrusted), REFUSED: tuple(refused), TOO_SLOW: tuple(too_slow)}


def unreachable_reason(error: BaseException) -> str:
    """Return why a system could not be reached, by the types of an exception and of its causes."""
    links = list(_chain(error))
    reasons = _exceptions_by_reason().items()
    return next((reason for reason, types in reasons if any(isinstance(link, types) for link in links)), OTHER)


def reached(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns within the time.

    Raises FileNotFoundError and NotADirectoryError for what is absent, and SourceUnreachableError for every other
    exception.
    """
    try:
        return within(seconds, call)
    except (SourceError, *ABSENT):
        raise
    except Exception as error:
        reason = unreachable_reason(error)
    raise SourceUnreachableError(reason)
