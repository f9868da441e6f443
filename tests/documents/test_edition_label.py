from dataclasses import replace

import pytest

from reports.documents import EditionLabel


@pytest.mark.parametrize(
    ("nature", "beginning"),
    [
        ({"real"}, ""),
        ({"demonstration"}, "Demonstration data: no real person"),
        ({"synthetic"}, "Synthetic data (CTDC)"),
        ({"demonstration", "synthetic"}, "Demonstration and synthetic data"),
        ({"real", "synthetic"}, "Part of the records"),
    ],
)
def test_records_that_are_not_real_are_said_to_be_so(label: EditionLabel, nature: set[str], beginning: str) -> None:
    note = replace(label, nature=frozenset(nature)).nature_note()
    assert note.startswith(beginning)
    assert bool(note) == bool(beginning)


def test_every_edition_is_a_numbered_draft(label: EditionLabel) -> None:
    assert replace(label, draft=12).draft_line() == "DRAFT 12 – not for citation"


def test_offices_are_counted_in_good_english(label: EditionLabel) -> None:
    assert label.coverage_line() == (
        "141 of 150 expected offices reported for 2012; 4 of them stated that they had nothing to report; "
        "the files of 3 offices could not be accepted."
    )
    one = replace(label, offices_nil=1, offices_rejected=1).coverage_line()
    assert "1 of them stated that it had nothing to report" in one
    assert "the files of 1 office could not be accepted" in one
    none = replace(label, offices_nil=0, offices_rejected=0).coverage_line()
    assert none == "141 of 150 expected offices reported for 2012."


def test_few_records_held_back_are_not_counted_out(label: EditionLabel) -> None:
    assert label.held_back_line().startswith("321 of some 110,000 records (0.3 per cent) were held back")
    assert replace(label, records_held_back=7).held_back_line().startswith("Fewer than 11 records were held back")
    assert replace(label, records_held_back=0).held_back_line() == "No record was held back."


def test_what_the_annex_withholds_of_the_records_held_back_no_line_says(label: EditionLabel) -> None:
    alone = replace(label, share_held_back_is_printed=False).held_back_line()
    assert alone.startswith("321 records were held back")
    assert "per cent" not in alone
    assert "110,000" not in alone
    some = replace(label, held_back_is_printed=False).held_back_line()
    assert not any(digit.isdigit() for digit in some)
