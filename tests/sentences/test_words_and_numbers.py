import pytest

from reports.sentences import MessageError, in_words, languages, listed, message, written
from reports.sentences.number_words import direction, round_number, some, tens_above, word_of_share


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (53.0, "over_half"),
        (50.0, "half"),
        (49.0, "under_half"),
        (28.1, "close_to"),
        (27.9, "plain"),
        (30.0, "plain"),
        (30.6, "plain"),
        (9.0, "plain"),
        (77.0, "plain"),
    ],
)
def test_the_word_of_a_share_follows_its_value(share: float, word: str) -> None:
    assert word_of_share(share) == word


def test_close_to_names_the_multiple_of_ten_above() -> None:
    assert tens_above(28.1) == 30


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (103_000, ("over", 100_000)),
        (24_930, ("close_to", 25_000)),
        (60_588, ("over", 60_000)),
        (98_403, ("close_to", 100_000)),
        (100_000, ("exactly", 100_000)),
        (27_840, ("over", 25_000)),
    ],
)
def test_a_round_number_is_never_overstated(count: float, said: tuple[str, float]) -> None:
    assert round_number(count) == said


def test_some_keeps_three_digits() -> None:
    assert some(103_000) == 103_000
    assert some(60_588) == 60_600
    assert some(742) == 742


def test_direction_is_that_of_the_printed_change() -> None:
    assert [direction(change) for change in (7.0, 0.0, -7.0)] == ["up", "same", "down"]


def test_numbers_follow_the_house_table_whatever_their_length() -> None:
    assert [written(n, "en") for n in (2_088, 31_687)] == ["2,088", "31,687"]
    assert [written(n, "es") for n in (2_088, 31_687)] == ["2.088", "31.687"]
    assert [written(n, "fr") for n in (2_088, 31_687)] == ["2\u202f088", "31\u202f687"]
    assert [written(27.45, language, 1) for language in ("en", "fr", "es")] == ["27.5", "27,5", "27,5"]


def test_numbers_below_ten_are_words_and_lists_end_in_and() -> None:
    assert [in_words(7), in_words(12), in_words(6.2, decimals=1)] == ["seven", "12", "6.2"]
    assert listed(("A", "B", "C")) == "A, B and C"
    assert listed(("A", "B", "C"), "fr") == "A, B et C"


def test_a_text_that_is_missing_or_not_filled_is_a_fault() -> None:
    assert languages() == ("en",)
    with pytest.raises(MessageError, match="no texts in language fr"):
        message("assisted", "fr")
    with pytest.raises(MessageError, match="no text nothing"):
        message("nothing")
    with pytest.raises(MessageError, match="could not be filled"):
        message("draft")
