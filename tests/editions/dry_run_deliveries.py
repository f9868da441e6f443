"""Deliveries of every kind to try on a small year.

Belongs here: the year they are tried on, the deliveries. Does not: any claim.
"""

from hypothesis import strategies as st

from expectations.reading import SubmittedFile
from tests.lib.submissions.files import Forms, files_of
from tests.lib.submissions.uniform_year import returned, stranded, victims

ALL = "trafficking;returns;vulnerable;health;projects;totals"
START: dict[str, Forms] = {
    "KEN": {"trafficking": victims("KEN", 40), "vulnerable": stranded("KEN", 15)},
    "UGA": {"trafficking": victims("UGA", 30), "returns": returned("UGA", 20)},
    "MDA": {"trafficking": victims("MDA", 12, sex="M", link_key="one of two offices")},
}


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[str, list[SubmittedFile]]:
    office = draw(st.sampled_from(["KEN", "UGA", "THA"]))
    kind = draw(st.sampled_from(["good", "faulty", "partial"]))
    rows = victims(office, draw(st.integers(1, 60)), sex=draw(st.sampled_from(["F", "M", "X"])))
    if kind == "faulty":
        rows = [
            {**row, "age": "very old", "sex": "no code"} if place % 3 == 0 else row for place, row in enumerate(rows)
        ]
        rows = [*rows, rows[0], {**rows[0], "case_ref": ""}]
    said = {"only_forms": "trafficking"} if kind == "partial" else {}
    return office, files_of(office, {"trafficking": rows}, **said)
