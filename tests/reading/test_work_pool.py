"""Checking and marking in child processes: the same result as here, and limits of memory and time."""

import pytest

from expectations.contract import load_contract
from expectations.feedback import Assessment, marked
from expectations.reading import DeliveryRejectedError, WorkPool
from tests.lib.submissions.files import YEAR
from tests.lib.submissions.made_files import OFFICE, separated

MARK = "expectations.feedback.marked_workbook:marked"
FILES = [separated("case_ref,sex\nA,F\nB,q\n")]


def test_a_child_marks_a_workbook_as_this_process_does_and_does_other_work_too() -> None:
    contract, assessment = load_contract(), Assessment(OFFICE, YEAR, "en")
    with WorkPool(workers=1, work=MARK) as pool:
        assert pool.do(FILES, contract, assessment, "d") == marked(FILES, contract, assessment, "d")
        reading = pool.do(FILES, contract, OFFICE, YEAR, str, work="expectations.reading.submission:read_submission")
    assert reading.records["trafficking"]["unread"].tolist() == ["", "sex:code"]


@pytest.mark.usefixtures("bad_readers")
def test_work_that_takes_too_much_memory_or_time_or_dies_is_refused_with_its_reason() -> None:
    reasons = []
    for name, seconds in (("memory.csv", 120), ("abort.csv", 120), ("hang.csv", 2)):
        file = separated("case_ref,sex\nA,F\n", name)
        pool = WorkPool(workers=1, memory_mb=512, seconds=seconds, work="tests.reading.bad_readers:read")
        with pool, pytest.raises(DeliveryRejectedError) as refused:
            pool.do([file], load_contract(), OFFICE, YEAR, str)
        reasons.append(refused.value.reason)
    assert reasons == ["too_big", "crashed", "too_slow"]
