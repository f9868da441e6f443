"""French sets a space before : ; ! ? and »: in every text of ours, and in what is put together from them."""

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import expectations
import reports
from expectations.contract import load_contract
from expectations.feedback import Arrived, listed, receipt
from expectations.reading import SubmittedFile
from tests.lib.submissions.faulty_workbooks import OFFICE, all_texts, assessed, victim, workbook
from tests.lib.submissions.files import YEAR

CONTRACT = load_contract()
WITHOUT_SPACE = re.compile(r"(?<![\s«])[:;!?»](?=\s|$)|«(?!\s)")
FILES = sorted(path for room in (expectations, reports) for path in Path(str(room.__file__)).parent.rglob("*.yaml"))


def french(content: object, is_french: bool = False) -> Iterator[str]:
    """Yield every text that stands under a key ``fr``."""
    if isinstance(content, str):
        if is_french:
            yield content
    elif isinstance(content, dict):
        for key, below in content.items():
            yield from french(below, is_french or key == "fr")
    elif isinstance(content, list):
        for below in content:
            yield from french(below, is_french)


@pytest.mark.parametrize("text", ["Santé: néant", "Vraiment?", "un ; deux; trois", "le mot «oui »"])
def test_a_mark_without_its_space_is_seen(text: str) -> None:
    assert WITHOUT_SPACE.search(text)


def test_every_french_text_sets_its_marks_as_french_does() -> None:
    texts = [text for path in FILES for text in french(yaml.safe_load(path.read_text(encoding="utf-8")))]
    assert len(texts) > 500
    assert [text for text in texts if WITHOUT_SPACE.search(text)] == []


def faulty_office():
    rows = [victim(number, **({"sex": "?"} if number == 3 else {})) for number in range(12)]
    cover = f"key,value\noffice,{OFFICE}\nyear,{YEAR}\nlanguage,fr\nnil_forms,health\n"
    files = workbook({"trafficking": rows}, cover=False)
    return assessed([SubmittedFile("cover.csv", cover.encode()), *files])


def test_the_receipt_sets_its_colons_as_french_does() -> None:
    content = receipt(faulty_office(), Arrived("2013-01-10", "0" * 64, 1), "read", CONTRACT)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["Subject"].startswith("Votre envoi a été reçu : ")
    lines = message.get_content().splitlines()
    assert any(line.endswith(" : néant") for line in lines)
    assert [line for line in lines if WITHOUT_SPACE.search(line)] == []


def test_the_list_sets_its_colons_as_french_does() -> None:
    texts = all_texts(listed(faulty_office(), CONTRACT))
    assert any(text.endswith(" : néant") for text in texts)
    assert [text for text in texts if WITHOUT_SPACE.search(text)] == []
