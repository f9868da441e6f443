"""The sentences that go with what the reader notices."""

import re
from pathlib import Path

import expectations.reading
from expectations.contract import load_contract
from expectations.reading import read_messages
from expectations.reading.read_and_redact import LAYOUT_RULES

SOURCES = Path(expectations.reading.__file__).parent.glob("*.py")
RULE = re.compile(
    r'(?:_note\(|rule=|None, )"([a-z_]+)"|^\s+"([a-z_]+)": (?:\(\s*Severity|any\(|has_links|events)'
    r'|\("([a-z_]+)", places|\("(encoded_twice)",\)',
    re.MULTILINE,
)


def test_every_rule_of_the_reader_has_a_message_and_every_message_a_rule() -> None:
    rules = {name for path in SOURCES for found in RULE.findall(path.read_text(encoding="utf-8")) for name in found}
    assert (rules - {""}) | LAYOUT_RULES == {*read_messages(), "column_unknown"}
    assert "column_unknown" in load_contract().messages
