"""Loading the contract from its YAML files.

Belongs here: files to models, with the file named in every fault. Does not: what a model may say (form.py, codes.py).
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from expectations.contract.codes import CodeList, Labels
from expectations.contract.form import Contract, FieldType, Form

ROOM = Path(__file__).parent.parent
T = TypeVar("T", Form, CodeList, Contract)


class ContractFault(ValueError):
    """A form or code list that cannot be used; says which file and what is wrong."""


def _content(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        raise ContractFault(f"{path.name}: not YAML: {fault}") from fault


def _code_lists(folder: Path) -> dict[str, CodeList]:
    lists: dict[str, CodeList] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, codes in _content(path).items():
            if name in lists:
                raise ContractFault(f"{path.name}: code list {name} stands in another file too")
            entries = {key: _code(entry) for key, entry in codes.items()}
            lists[name] = _validated(path, CodeList, {"name": name, "codes": entries})
    return lists


def _code(entry: dict[str, Any]) -> dict[str, Any]:
    labels = {language: entry[language] for language in ("en", "fr", "es") if language in entry}
    return {"label": labels, **{key: value for key, value in entry.items() if key not in labels}}


def _fields(entries: list[dict[str, Any]], lists: dict[str, CodeList], path: Path) -> list[dict[str, Any]]:
    """Expand groups of flags: ``flags: means, codes: means`` gives one flag field a code."""
    fields: list[dict[str, Any]] = []
    for entry in entries:
        if "flags" not in entry:
            fields.append(entry)
            continue
        if wrong := set(entry) - {"flags", "codes", "label", "core"}:
            raise ContractFault(f"{path.name}, flags {entry['flags']}: cannot say {', '.join(sorted(wrong))}")
        if entry["codes"] not in lists:
            raise ContractFault(f"{path.name}, flags {entry['flags']}: no code list {entry['codes']}")
        for key, code in lists[entry["codes"]].codes.items():
            label = {lang: f"{entry['label'][lang]}: {code.label.in_language(lang)}" for lang in ("en", "fr", "es")}
            flag = {"name": f"{entry['flags']}_{key}", "type": FieldType.FLAG, "label": label, "group": entry["flags"]}
            fields.append(flag | {"core": entry.get("core", False)})
    return fields


def _validated(path: Path, model: type[T], content: Any) -> T:
    try:
        return model.model_validate(content)
    except ValidationError as fault:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise ContractFault(f"{path.name}: {places}") from fault


def _form(path: Path, lists: dict[str, CodeList], shared: dict[str, Any]) -> Form:
    content = _content(path)
    for name in content.pop("includes", []):
        content["fields"] = [*shared[name]["fields"], *content["fields"]]
        content["rules"] = [*shared[name].get("rules", []), *content.get("rules", [])]
    content["fields"] = _fields(content["fields"], lists, path)
    return _validated(path, Form, content)


@lru_cache(maxsize=4)
def load_contract(folder: Path = ROOM) -> Contract:
    """Load all forms and code lists under ``folder``.

    Raises ContractFault, which names the file, for anything that is not a usable contract.
    """
    lists = _code_lists(folder / "codes")
    paths = sorted((folder / "forms").glob("*.yaml"))
    shared = {path.stem.removeprefix("_"): _content(path) for path in paths if path.stem.startswith("_")}
    forms = [_form(path, lists, shared) for path in paths if not path.stem.startswith("_")]
    forms.sort(key=lambda form: form.place)
    digest = hashlib.sha256()
    patterns = ("codes/*.yaml", "geography/*.csv", "reading/*.yaml", "messages.yaml")
    for path in [*paths, *(path for pattern in patterns for path in sorted(folder.glob(pattern)))]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    texts = _content(folder / "messages.yaml")
    parts = {
        "forms": {form.key: form for form in forms},
        "code_lists": lists,
        "messages": {key: Labels(**text) for key, text in texts["messages"].items()},
        "families": {key: Labels(**text) for key, text in texts["families"].items()},
        "version": digest.hexdigest()[:16],
    }
    return _validated(folder / "messages.yaml", Contract, parts)
