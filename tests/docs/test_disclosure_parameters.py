"""The table of parameters in docs/disclosure.md names every entry of disclosure.yaml, with its value."""

import re
from pathlib import Path

from reports.published.disclosure_rules import load_disclosure_rules

PAGE = (Path(__file__).parents[2] / "docs" / "disclosure.md").read_text(encoding="utf-8")


def test_the_page_lists_every_parameter_with_its_default():
    section = PAGE[PAGE.index("## Parameters") : PAGE.index("## Measured")]
    listed = dict(re.findall(r"^\| `(\w+)` \| .+ \| ([0-9.]+) \|$", section, re.MULTILINE))
    rules = load_disclosure_rules()
    assert listed == {name: str(getattr(rules, name).value) for name in type(rules).model_fields}
