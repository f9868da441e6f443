"""The template's own texts in three languages (texts.yaml).

Belongs here: loading them. Does not: labels, help and codes (the contract).
"""

from functools import lru_cache
from pathlib import Path

import yaml

from expectations.contract import Labels


@lru_cache(maxsize=1)
def _texts() -> dict[str, Labels]:
    content = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    return {f"{part}.{key}": Labels(**text) for part, texts in content.items() for key, text in texts.items()}


def text(key: str, language: str, **values: object) -> str:
    """Return the text ``part.key`` of texts.yaml; KeyError where there is none."""
    return _texts()[key].in_language(language).format(**values)


def keys_of(part: str) -> tuple[str, ...]:
    """Return the keys of a part of texts.yaml, in its order."""
    return tuple(key.partition(".")[2] for key in _texts() if key.startswith(f"{part}."))
