"""A delivery's folder may be called after a person: then it is known under another name."""

import pytest

from assets.steps.submissions.delivery_names import known_as


def pseudonym(text: str) -> str:
    return "0123456789abcdef" if "Amina" in text else "fedcba9876543210"


@pytest.mark.parametrize(
    "name",
    ["1", "2013-02-10", "2013-02-10-resubmission", "final", "KEN-2012-v2", "2013-02-10_corrected_file", "A", "12"],
)
def test_a_plain_name_stays(name: str) -> None:
    assert known_as(name, 2012, pseudonym) == name


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Amina_Hassan", "delivery-0123456789"),
        ("2013-02-10-Amina-Hassan", "2013-02-10-delivery-0123456789"),
        ("3 Amina Hassan", "3-delivery-0123456789"),
        ("amina@example.org", "delivery-fedcba9876"),
        ("+254 712 345 678", "delivery-fedcba9876"),
    ],
)
def test_a_name_that_tells_of_a_person_is_replaced_and_keeps_its_date_or_number(name: str, known: str) -> None:
    assert known_as(name, 2012, pseudonym) == known
