"""What is wrong with a configuration of sources, in sentences that quote no value of it.

Belongs here: errors of pydantic and of YAML as sentences of ours. Does not: the rules (configuration.py).

A secret may stand anywhere in the file by mistake: as a value, as the kind, as the name of a field. Named are only the
number of an entry, its kind where it is one of ours, and fields of ours.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from expectations.errors import ReviewError
from resources.source.delivery import SourceConfigurationError

SECRETS = ("key", "passphrase", "password", "secret", "token")  # what operators write where a variable is to be named
SENTENCES = {
    "missing": "is missing",
    "literal_error": "is none of the words that are allowed",
    "extra_forbidden": "is not a field of this kind",
    "too_short": "is empty",
    "string_type": "is a text",
    "int_parsing": "is a whole number",
    "int_type": "is a whole number",
    "float_parsing": "is a number",
    "float_type": "is a number",
    "bool_parsing": "is true or false",
    "bool_type": "is true or false",
    "dict_type": "is a list of pairs, `name: value`",
    "tuple_type": "is a list",
}
FORMS = {
    "name": "is lower-case letters, digits and hyphens, at most 20, and begins with a letter",
    "file_name": "is lower-case letters, digits and underscores",
    "host": "is the name or the number of a server, without user, password and port",
    "bucket": "is the name of a bucket alone",
    "authenticated_by": "is the name of the mail relay, as it stands first in Authentication-Results",
}
VARIABLE_FORM = "names a variable of the environment (capital letters, digits, underscores); the secret stands there"


class FieldError(ReviewError, ValueError):
    """An error of a validator: a sentence of ours that quotes nothing. Other errors are told by their type alone."""


def parsed_yaml(path: Path, known_as: str) -> Any:
    """Return the content of a YAML file. Raises SourceConfigurationError, which names the file as ``known_as`` says.

    The errors of the YAML library quote lines of the file, and those of the system its path.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        fault = "cannot be read"
    except (yaml.YAMLError, ValueError, RecursionError):
        fault = "is not YAML in UTF-8"
    raise SourceConfigurationError(f"{known_as} {fault}")


def faults(error: ValidationError, kinds: Collection[str], fields: Collection[str]) -> str:
    """Return the faults of a configuration, one sentence each, by entry and field."""
    listed = error.errors(include_input=False, include_url=False)
    # a list whose entries are faulty is "too short" besides
    listed = [fault for fault in listed if fault["loc"] != ("sources",) or len(listed) == 1]
    return "; ".join(dict.fromkeys(_sentence(fault, kinds, {*fields, *SECRETS}) for fault in listed))


def _sentence(fault: Any, kinds: Collection[str], fields: Collection[str]) -> str:
    place = fault["loc"]
    where = list(_entry(place, kinds))
    field = place[3] if len(place) > 3 else None
    known = field if field in fields else None
    own = fault.get("ctx", {}).get("error")
    if isinstance(own, FieldError):
        return f"{', '.join(where)}: {own}"
    if fault["type"] in ("union_tag_invalid", "union_tag_not_found"):
        sentence = f"kind is one of {', '.join(kinds)}"
    elif fault["type"] == "extra_forbidden" and known is None:
        sentence = "it has a field that is not a field of this kind"
    elif fault["type"] == "extra_forbidden" and known in SECRETS:
        sentence = f"{SENTENCES['extra_forbidden']}; a secret is in the environment only"
    elif fault["type"] == "string_pattern_mismatch":
        sentence = FORMS.get(str(known), VARIABLE_FORM if str(known).endswith("_variable") else "has a wrong form")
    else:
        sentence = SENTENCES.get(fault["type"], "has a value that cannot be used")
    return f"{', '.join(where)}: {known + ' ' if known else ''}{sentence}"


def _entry(place: tuple[Any, ...], kinds: Collection[str]) -> Iterator[str]:
    """Yield which entry a fault is in, counted from one, and its kind."""
    if len(place) > 1 and isinstance(place[1], int):
        yield f"source {place[1] + 1}"
    else:
        yield "the list `sources`"
    if len(place) > 2 and place[2] in kinds:
        yield f"kind {place[2]}"
