"""The pool: what happens to one delivery happens to no other."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from expectations.contract import load_contract
from expectations.reading import DeliveryRejectedError, Reading, ReadingPool, ReadRequest, read_submission
from resources.key import InstallationKey
from tests.lib.keys import KEY
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.made_files import OFFICE, SubmittedFile, separated

INSTALLATION = InstallationKey(KEY)
GOOD = separated("case_ref,sex\nA,F\n")


def asked(name: str = "trafficking.csv") -> ReadRequest:
    return ReadRequest([SubmittedFile(name, GOOD.content)], load_contract(), OFFICE, YEAR, INSTALLATION.pseudonyms.of)


def outcome(pool: ReadingPool, name: str) -> str:
    [said] = pool.read_all([asked(name)])
    return said.reason if isinstance(said, DeliveryRejectedError) else "read"


def test_a_child_reads_as_the_reader_itself_does() -> None:
    with ReadingPool() as pool:
        there = pool.read_submission([GOOD], load_contract(), OFFICE, YEAR, INSTALLATION.pseudonym)
    here = read_submission([GOOD], load_contract(), OFFICE, YEAR, INSTALLATION.pseudonym)
    assert there.records["trafficking"].equals(here.records["trafficking"])
    assert (there.cover, there.findings, there.columns, there.formats) == (
        here.cover,
        here.findings,
        here.columns,
        here.formats,
    )


def test_a_refusal_comes_back_as_one() -> None:
    with ReadingPool() as pool, pytest.raises(DeliveryRejectedError) as refused:
        pool.read_submission([], load_contract(), OFFICE, YEAR, INSTALLATION.pseudonym)
    assert refused.value.reason == "no_file"


def test_many_deliveries_come_back_in_their_order() -> None:
    wanted = [asked(), asked("a.docx"), asked(), asked("a.pdf"), asked()]
    with ReadingPool(workers=2) as pool:
        said = [isinstance(one, Reading) for one in pool.read_all(wanted)]
    assert said == [True, False, True, False, True]


@pytest.mark.usefixtures("bad_readers")
def test_a_reader_that_dies_hangs_or_eats_memory_rejects_its_own_delivery_alone() -> None:
    with ReadingPool(workers=1, memory_mb=1_024, seconds=8, read="tests.reading.bad_readers:read") as pool:
        for name, said in (
            ("good.csv", "read"),
            ("abort.csv", "crashed"),
            ("good.csv", "read"),
            ("leave.csv", "crashed"),
            ("memory.csv", "too_big"),
            ("fault.csv", "crashed"),
            ("print.csv", "read"),
            ("good.csv", "read"),
        ):
            assert outcome(pool, name) == said


@pytest.mark.usefixtures("bad_readers")
def test_a_child_stays_below_600_mb_however_much_its_delivery_takes(tmp_path: Path) -> None:
    asked_for = [SubmittedFile("grow.csv", str(tmp_path / "peak").encode())]
    with ReadingPool(workers=1, read="tests.reading.bad_readers:read") as pool:
        with pytest.raises(DeliveryRejectedError) as refused:
            pool.read_submission(asked_for, load_contract(), OFFICE, YEAR, INSTALLATION.pseudonyms.of)
        assert refused.value.reason == "too_big"
        assert outcome(pool, "good.csv") == "read"
    assert 400e6 < int((tmp_path / "peak").read_text()) * 1024 < 600e6


@pytest.mark.usefixtures("bad_readers")
def test_a_child_that_does_not_give_memory_back_is_replaced() -> None:
    with ReadingPool(workers=1, read="tests.reading.bad_readers:read") as pool:
        assert [outcome(pool, "hold.csv") for _ in range(2)] == ["read", "read"]


def test_a_delivery_that_a_child_could_not_hold_is_not_sent_to_it() -> None:
    large = [SubmittedFile("trafficking.csv", b"x" * (2 * 1024**2))]
    with ReadingPool(workers=1, memory_mb=3) as pool, pytest.raises(DeliveryRejectedError) as refused:
        pool.read_submission(large, load_contract(), OFFICE, YEAR, INSTALLATION.pseudonyms.of)
    assert refused.value.reason == "too_big"


@pytest.mark.usefixtures("bad_readers")
def test_a_reader_that_hangs_is_stopped_and_replaced() -> None:
    with ReadingPool(workers=1, seconds=3, read="tests.reading.bad_readers:read") as pool:
        start = time.monotonic()
        assert outcome(pool, "hang.csv") == "too_slow"
        assert time.monotonic() - start < 6
        assert outcome(pool, "good.csv") == "read"


def test_a_child_imports_neither_dagster_nor_great_expectations() -> None:
    said = "import sys, expectations.reading.worker, expectations.reading.submission, resources.key\n"
    said += "print(*(name for name in ('dagster', 'great_expectations', 'sqlalchemy') if name in sys.modules))"
    found = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""


def test_a_child_gets_no_key_that_opens_the_vault() -> None:
    import pickle

    assert b"AGE-SECRET" not in pickle.dumps(INSTALLATION.pseudonyms.of)
    assert INSTALLATION.pseudonyms.of("x") == INSTALLATION.pseudonym("x")
    assert "…" in repr(INSTALLATION.pseudonyms)
