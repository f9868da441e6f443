"""The closed lists of answers that belong to no one field (answers.yaml).

Belongs here: loading them, folded. Does not: code lists (the contract), countries (expectations/geography).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from expectations.contract import FieldType
from expectations.reading.text_normalisation import folded

LONGEST = 40  # letters of a marker of missing answers; longer texts (references, free text) are not compared


@dataclass(frozen=True)
class AnswerLists:
    """Folded texts; months by number, 1 to 12."""

    missing: frozenset[str]
    missing_is_not: dict[FieldType, frozenset[str]]
    missing_numbers: frozenset[float]
    flags: dict[str, int]
    totals: frozenset[str]
    months: dict[str, int]

    def is_missing(self, text: str, kind: FieldType) -> bool:
        """Return whether the text is a marker of a missing answer in a field of this type."""
        if len(text) > LONGEST:
            return False
        plain = folded(text)
        return plain in self.missing and plain not in self.missing_is_not.get(kind, frozenset())


@lru_cache(maxsize=1)
def answers() -> AnswerLists:
    """Load answers.yaml."""
    content = yaml.safe_load((Path(__file__).parent / "answers.yaml").read_text(encoding="utf-8"))
    return AnswerLists(
        missing=frozenset(map(folded, content["missing"])),
        missing_is_not={
            FieldType(kind): frozenset(map(folded, texts)) for kind, texts in content["missing_is_not"].items()
        },
        missing_numbers=frozenset(map(float, content["missing_numbers"])),
        flags={folded(text): flag for flag, key in ((1, "yes"), (0, "no")) for text in content[key]},
        totals=frozenset(map(folded, content["total"])),
        months={folded(name): month for month, names in content["months"].items() for name in names},
    )
