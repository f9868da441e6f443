"""Loading the contract from its YAML files.

Belongs here: files to models, with the file named in every error. Does not: what a model may say (form.py, codes.py).
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from expectations.contract.codes import CodeList, Labels
from expectations.contract.form import Contract, FieldType, Form
from expectations.errors import ReviewError
from expectations.languages import LANGUAGES

ROOM = Path(__file__).parent.parent
LEAVE_BLANK = "{leave_blank}"  # in a message, the place of the sentence of field rule 9.1
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # the former is ten times faster
COLONS = {"en": ": ", "fr": " : ", "es": ": "}
T = TypeVar("T", Form, CodeList, Contract)


class ContractError(ReviewError, ValueError):
    """A form or code list that cannot be used; says which file and what is wrong."""


def _content(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506 - a safe loader, either way
    except yaml.YAMLError as error:
        raise ContractError(f"{path.name}: not YAML: {error}") from error


def _code_lists(folder: Path) -> dict[str, CodeList]:
    lists: dict[str, CodeList] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, codes in _content(path).items():
            if name in lists:
                raise ContractError(f"{path.name}: code list {name} stands in another file too")
            entries = {key: _code(entry) for key, entry in codes.items()}
            lists[name] = _validated(path, CodeList, {"name": name, "codes": entries})
    return lists


def _code(entry: dict[str, Any]) -> dict[str, Any]:
    labels = {language: entry[language] for language in LANGUAGES if language in entry}
    return {"label": labels, **{key: value for key, value in entry.items() if key not in labels}}


def _fields(entries: list[dict[str, Any]], lists: dict[str, CodeList], path: Path) -> list[dict[str, Any]]:
    """Expand groups of flags: ``flags: means, codes: means`` gives one flag field a code.

    The answers are joined to the question as each language writes a colon.
    """
    fields: list[dict[str, Any]] = []
    for entry in entries:
        if "flags" not in entry:
            fields.append(entry)
            continue
        if wrong := set(entry) - {"flags", "codes", "label", "help", "core"}:
            raise ContractError(f"{path.name}, flags {entry['flags']}: cannot say {', '.join(sorted(wrong))}")
        if entry["codes"] not in lists:
            raise ContractError(f"{path.name}, flags {entry['flags']}: no code list {entry['codes']}")
        for key, code in lists[entry["codes"]].codes.items():
            label = {
                lang: entry["label"][lang] + colon + code.label.in_language(lang) for lang, colon in COLONS.items()
            }
            flag = {"name": f"{entry['flags']}_{key}", "type": FieldType.FLAG, "label": label, "group": entry["flags"]}
            fields.append(flag | {"core": entry.get("core", False), "help": entry["help"]})
    return fields


def _several(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each group of flags as one question that takes several codes."""
    return [
        {"name": entry["flags"], "type": FieldType.CODE, "repeatable": True}
        | {key: entry[key] for key in ("codes", "label", "help", "core") if key in entry}
        for entry in entries
        if "flags" in entry
    ]


def _validated(path: Path, model: type[T], content: Any) -> T:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ContractError(f"{path.name}: {places}") from error


def _spoken(content: Any, leave_blank: dict[str, str]) -> Any:
    """Return ``content`` with the sentence of field rule 9.1 in the place of its mark, in the text's own language."""
    if isinstance(content, list):
        return [_spoken(part, leave_blank) for part in content]
    if not isinstance(content, dict):
        return content
    return {
        key: part.replace(LEAVE_BLANK, leave_blank[key])
        if isinstance(part, str) and key in leave_blank
        else _spoken(part, leave_blank)
        for key, part in content.items()
    }


def _form(content: dict[str, Any], path: Path, lists: dict[str, CodeList], shared: dict[str, Any]) -> Form:
    for name in content.pop("includes", []):
        content["fields"] = [*shared[name]["fields"], *content["fields"]]
        content["rules"] = [*shared[name].get("rules", []), *content.get("rules", [])]
    content["several"] = _several(content["fields"])
    content["fields"] = _fields(content["fields"], lists, path)
    return _validated(path, Form, content)


@lru_cache(maxsize=4)
def load_contract(folder: Path = ROOM) -> Contract:
    """Load all forms and code lists under ``folder``.

    Raises ContractError, which names the file, for anything that is not a usable contract.
    """
    lists = _code_lists(folder / "codes")
    paths = sorted((folder / "forms").glob("*.yaml"))
    leave_blank = _content(folder / "messages.yaml")["leave_blank"]
    contents = {path: _spoken(_content(path), leave_blank) for path in paths}
    shared = {path.stem.removeprefix("_"): content for path, content in contents.items() if path.stem.startswith("_")}
    forms = [_form(contents[path], path, lists, shared) for path in paths if not path.stem.startswith("_")]
    forms.sort(key=lambda form: form.place)
    digest = hashlib.sha256()
    patterns = ("codes/*.yaml", "geography/*.csv", "reading/*.yaml", "checks/*.yaml", "messages.yaml")
    for path in [*paths, *(path for pattern in patterns for path in sorted(folder.glob(pattern)))]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    texts = _spoken(_content(folder / "messages.yaml"), leave_blank)
    parts = {
        "forms": {form.key: form for form in forms},
        "code_lists": lists,
        "messages": {key: Labels(**text) for key, text in texts["messages"].items()},
        "families": {key: Labels(**text) for key, text in texts["families"].items()},
        "leave_blank": Labels(**leave_blank),
        "version": digest.hexdigest()[:16],
    }
    return _validated(folder / "messages.yaml", Contract, parts)
