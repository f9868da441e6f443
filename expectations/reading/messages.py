"""The messages of the reader's findings to the office, in three languages (messages.yaml).

Belongs here: loading the sentences. Does not: the rules of fields and forms, whose messages are in the contract.
"""

from functools import lru_cache
from pathlib import Path

import yaml

from expectations.contract import Labels


@lru_cache(maxsize=1)
def read_messages() -> dict[str, Labels]:
    """Return the message of each rule of the reader by rule key; ``column_unknown`` is in the contract."""
    content = yaml.safe_load((Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8"))
    return {rule: Labels(**texts) for rule, texts in content.items()}
