"""Asking another system with a time limit, and saying in words of ours why it did not answer.

Belongs here: the limit, and faults of many libraries as one. Does not: what is asked (the kinds of source).
A library's own message may quote addresses, names of files or what was sent: nothing of it is kept.
"""

import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

from resources.source.delivery import SourceError, SourceUnreachableError

T = TypeVar("T")
ABSENT = (FileNotFoundError, NotADirectoryError)
WHY = (
    (("HostKeyNotVerifiable", "SSLCertVerificationError", "ConnectorCertificateError", "SSLError"),
     "its host key or certificate is not the one that is trusted"),
    (("PermissionDenied", "PermissionError", "InvalidAccessKeyId", "ClientForbidden", "InvalidPassword",
      "NoCredentialsError", "InvalidAuthorizationSpecification"), "it refused the credentials"),
    (("TimeoutError", "FSTimeoutError", "ReadTimeoutError", "ConnectTimeoutError", "QueryCanceled"),
     "it did not answer in time"),
)  # fmt: skip


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns; SourceUnreachableError where it has not answered within so many seconds.

    The call goes on in a thread of its own, which ends with the program: a library that hangs holds up nobody.
    """
    outcome: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(call())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True, name="source")
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise SourceUnreachableError("it did not answer in time")
    if faults:
        raise faults[0]
    return outcome[0]


def _chain(fault: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [fault]
    while waiting:
        one = waiting.pop(0)
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__]


def why_not(fault: BaseException) -> str:
    """Return why a system could not be reached, by the kinds of the faults behind a fault."""
    kinds = {kind.__name__ for one in _chain(fault) for kind in type(one).__mro__}
    return next((said for names, said in WHY if kinds.intersection(names)), "it cannot be reached, or broke off")


def reached(seconds: float, call: Callable[[], T]) -> T:
    """Return what ``call`` returns, within the time. Raises SourceUnreachableError for any fault but a file that is
    absent."""
    try:
        return within(seconds, call)
    except (SourceError, *ABSENT):
        raise
    except Exception as fault:
        said = why_not(fault)
    raise SourceUnreachableError(said)
