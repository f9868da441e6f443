"""The reason why a source did not answer, by the exception types of the libraries behind it."""

import ssl

import asyncssh
import botocore.exceptions
import psycopg.errors
import pytest
from fsspec.exceptions import FSTimeoutError

from resources.source.connection import OTHER, REFUSED, TOO_SLOW, UNTRUSTED, reached, unreachable_reason
from resources.source.delivery import SourceUnreachableError

RAISED = [
    (ssl.SSLCertVerificationError("host.example"), UNTRUSTED),
    (asyncssh.HostKeyNotVerifiable("host.example"), UNTRUSTED),
    (botocore.exceptions.SSLError(endpoint_url="https://host.example", error="x"), UNTRUSTED),
    (PermissionError("user"), REFUSED),
    (asyncssh.PermissionDenied("user"), REFUSED),
    (botocore.exceptions.NoCredentialsError(), REFUSED),
    (psycopg.errors.InvalidPassword("user"), REFUSED),
    (psycopg.errors.InvalidAuthorizationSpecification("user"), REFUSED),
    (TimeoutError(), TOO_SLOW),
    (FSTimeoutError(), TOO_SLOW),
    (botocore.exceptions.ReadTimeoutError(endpoint_url="https://host.example"), TOO_SLOW),
    (botocore.exceptions.ConnectTimeoutError(endpoint_url="https://host.example"), TOO_SLOW),
    (psycopg.errors.QueryCanceled("SELECT name"), TOO_SLOW),
    (ConnectionResetError("host.example"), OTHER),
    (ValueError("name"), OTHER),
]


@pytest.mark.parametrize(("error", "reason"), RAISED, ids=lambda value: type(value).__name__)
def test_an_exception_of_a_library_has_its_reason(error: Exception, reason: str) -> None:
    assert unreachable_reason(error) == reason


def test_the_reason_is_found_behind_another_exception_and_quotes_nothing() -> None:
    def ask() -> None:
        try:
            raise asyncssh.PermissionDenied("user of host.example")
        except asyncssh.PermissionDenied as error:
            raise OSError("user of host.example") from error

    with pytest.raises(SourceUnreachableError) as raised:
        reached(5, ask)
    assert str(raised.value) == REFUSED
    assert raised.value.__context__ is None
