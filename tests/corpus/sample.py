"""What a sample of the corpus is.

Belongs here: the record alone. Does not: any sample (corpus_samples.py, wild_samples.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from expectations.reading import SubmittedFile


@dataclass(frozen=True)
class Sample:
    """One submission; ``expects`` is the reason of its refusal, or all rules that it breaks.

    ``holds`` are the answers that must be read from it, by form and field, where a file can be read wrongly.
    """

    name: str
    files: tuple[SubmittedFile, ...]
    expects: str | frozenset[str]
    holds: Mapping[tuple[str, str], Sequence[Any]] = field(default_factory=dict)
