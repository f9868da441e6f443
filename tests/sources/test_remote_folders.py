"""SFTP, HTTP, HTTPS and S3, each against a real server on loopback: what arrives, and what happens when it does not."""

import logging
import time
from collections.abc import Callable

import pytest

from resources.source import Delivery, Source, SourceConfigurationError, SourceError
from resources.source import delivery as limits
from resources.source.http_folder import HttpFolder
from tests.sources.servers import SECRET, USER, VARIABLE, HttpServer, HttpsServer, Server, SftpServer

Configured = Callable[..., Source]
OF_THE_TEST_SERVERS = ("asyncio", "charset_normalizer", "moto", "urllib3", "werkzeug")
BIG = b"0123456789abcdef" * 200_000  # 3 MB


def of(source: Source, office: str) -> Delivery:
    (found,) = source.deliveries(2012, office)
    assert source.not_reached == {}
    return found


def test_deliveries_arrive_with_the_names_and_bytes_of_their_files(server: Server, source_of: Configured) -> None:
    server.put("2012/KEN/2013-05-01/cover.csv", b"cover")
    server.put("2012/KEN/2013-05-01/été #1 & 100%.csv", b"records")
    server.put("2012/KEN/2013-05-01/returns.xlsx.part", b"unfinished")
    source = source_of(server.configured())
    delivery = of(source, "KEN")
    assert (delivery.office, delivery.year, delivery.name) == ("KEN", 2012, "2013-05-01.partner")
    assert source.open(delivery) == [("cover.csv", b"cover"), ("été #1 & 100%.csv", b"records")]


def test_a_file_that_changes_between_two_looks_has_another_version_and_no_other_has(
    server: Server, source_of: Configured
) -> None:
    server.put("2012/UGA/1/a.csv", b"first")
    source = source_of(server.configured())
    first, second = of(source, "UGA"), of(source, "UGA")
    assert first.files == second.files
    server.put("2012/UGA/1/a.csv", b"second")
    assert of(source, "UGA").files != first.files


def test_a_file_still_being_written_is_left_for_a_later_look(server: Server, source_of: Configured) -> None:
    server.put("2012/RWA/1/a.csv", b"half")
    source = source_of(server.configured())
    delivery = of(source, "RWA")
    server.put("2012/RWA/1/a.csv", b"half and the other half")
    with pytest.raises(SourceError) as left:
        source.open(delivery)
    assert left.value.is_passing
    assert source.open(of(source, "RWA")) == [("a.csv", b"half and the other half")]


def test_a_transfer_that_breaks_half_way_is_taken_at_the_next_look(server: Server, source_of: Configured) -> None:
    server.put("2012/MDA/1/a.csv", BIG)
    source = source_of(server.configured(wait_seconds=5, take_seconds=20))
    delivery = of(source, "MDA")
    server.wire.cut_after = 400_000
    with pytest.raises(SourceError) as broken:
        source.open(delivery)
    assert broken.value.is_passing
    assert "a.csv" not in str(broken.value)
    server.wire.mend()
    assert source.open(of(source, "MDA")) == [("a.csv", BIG)]


def test_of_a_file_that_is_too_large_no_more_is_read_than_shows_it(
    server: Server, source_of: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FILE_LIMIT_BYTES", 1_000)
    server.put("2012/PER/1/a.csv", BIG)
    source = source_of(server.configured())
    with pytest.raises(SourceError) as large:
        source.open(of(source, "PER"))
    assert large.value.reason == "too_big"
    if isinstance(server, HttpServer):
        folder = HttpFolder(user=USER, password=SECRET, certificates=server.configured().get("certificates"), wait_s=5)
        assert len(folder.open(f"{server.configured()['url']}/2012/PER/1/a.csv").getvalue()) == 1_001


def test_a_server_that_hangs_is_given_up_and_the_drop_goes_on(
    server: Server, source_of: Configured, home: object
) -> None:
    server.put("2012/THA/1/a.csv", b"x")
    delivery = of(source_of(server.configured()), "THA")
    source = source_of(server.configured(wait_seconds=0.5, take_seconds=0.5))
    server.wire.is_silent = True
    started = time.monotonic()
    assert source.deliveries(2012, "THA") == []
    assert source.not_reached == {"partner": "it did not answer in time"}
    with pytest.raises(SourceError) as hung:
        source.open(delivery)
    assert hung.value.is_passing
    assert time.monotonic() - started < 15


def test_wrong_credentials_are_said_to_be_and_quoted_nowhere(
    server: Server,
    source_of: Configured,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(VARIABLE, "a-wrong-secret")
    source = source_of(server.configured(wait_seconds=5))
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "it refused the credentials"}
    ours = [record for record in caplog.records if not record.name.startswith(OF_THE_TEST_SERVERS)]
    assert [record.name for record in ours] == []
    assert "a-wrong-secret" not in caplog.text + "".join(capfd.readouterr())


def test_a_secret_that_is_not_in_the_environment_is_named_by_its_variable(
    server: Server, source_of: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(SourceConfigurationError, match=r"environment that [a-z_]+ names is not set"):
        source_of(server.configured())


def test_a_secret_in_the_configuration_is_refused_and_not_quoted(server: Server, source_of: Configured) -> None:
    with pytest.raises(SourceConfigurationError) as refused:
        source_of(server.configured(password=SECRET))
    assert "password is not a field of this kind; a secret is in the environment only" in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_host_key_or_certificate_that_is_not_trusted_ends_it(server: Server, source_of: Configured) -> None:
    if isinstance(server, SftpServer):
        other = server.configured(known_hosts=str(server.other_hosts))
    elif isinstance(server, HttpsServer):
        other = server.configured() | {"certificates": None}
    else:
        pytest.skip("nothing is encrypted on this wire")
    source = source_of(other | {"wait_seconds": 5})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "its host key or certificate is not the one that is trusted"}


def test_a_folder_that_is_not_there_is_said(server: Server, source_of: Configured) -> None:
    told = server.configured()
    told |= {"url": f"{told['url']}-of-nobody"} if "url" in told else {"folder": "of-nobody"}
    source = source_of(told)
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "its folder is not there"}
