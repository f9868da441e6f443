"""Loading layout files: YAML to a layout that fits the contract, every error with its file and line.

Belongs here: finding layouts, reading the YAML with its lines, errors. Does not: the model of a layout (layout.py).
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from expectations.contract import Contract, load_contract
from expectations.layouts.form_map import FormMapError
from expectations.layouts.layout import FOLDER, Layout, LayoutError, place_in_file
from expectations.regular_file import FileTooLargeError, NotRegularFileError, read_regular_file

LONGEST_FILE_BYTES = 1_000_000
FIELD_KINDS = ("same", "countries", "codes", "flags", "answers", "one_of", "ages", "always")


def layout_names(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the layouts in a folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def _keys_twice(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _keys_twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _keys_twice(value)


def _line_of(node: yaml.Node | None, place: tuple[Any, ...]) -> int:
    """Return the line of the last key of ``place`` that the file has."""
    line = 1
    for key in place:
        if not isinstance(node, yaml.MappingNode):
            break
        found = next(((name, value) for name, value in node.value if name.value == str(key)), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _placed(fault: ValidationError, root: yaml.Node | None, content: Any) -> str:
    said = []
    for error in fault.errors():
        place = tuple(part for part in error["loc"] if isinstance(part, str))
        named = place[2:] if place[:1] == ("forms",) and "forms" not in content else place
        line = _line_of(root, place_in_file(place, content))
        said.append(f"line {line}: {'.'.join(named) or 'layout'}: {error['msg']}")
    return "; ".join(dict.fromkeys(said))


def _check_entries_of_each_form(content: dict[str, Any], contract: Contract) -> None:
    """Raise FormMapError where an entry for one form names a field that this form does not have."""
    for key, said in (content.get("forms") or {}).items():
        if key not in contract.forms:
            continue
        form = contract.forms[key]
        known = {*form.by_name, *(field.group for field in form.fields)}
        for kind in FIELD_KINDS:
            for field in (said or {}).get(kind, {}):
                if field not in known:
                    raise FormMapError(("forms", key, kind, field), f"form {key} has no field {field}")


def load_layout_file(path: Path) -> Layout:
    """Load one layout file from any folder, and check it against the contract.

    Raises LayoutError, with file and line, where it is no layout or names a form, field or code that we do not have.
    """
    try:
        text = read_regular_file(path, LONGEST_FILE_BYTES).decode("utf-8")
    except FileTooLargeError:
        raise LayoutError(f"{path.name}: larger than a layout ever is") from None
    except NotRegularFileError as error:
        raise LayoutError(str(error)) from None
    except (OSError, UnicodeDecodeError):
        raise LayoutError(f"{path.name}: cannot be read as a text in UTF-8") from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark is not None else ""
        raise LayoutError(f"{path.name}:{line} not YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(content, dict):
        raise LayoutError(f"{path.name}: line 1: not a layout")
    for key in _keys_twice(root) if root is not None else ():
        raise LayoutError(f"{path.name}: line {key.start_mark.line + 1}: {key.value} stands twice")
    try:
        layout = Layout.model_validate({"name": path.stem, **content})
        _check_entries_of_each_form(content, load_contract())
        return layout.check_against(load_contract())
    except ValidationError as error:
        raise LayoutError(f"{path.name}: {_placed(error, root, content)}") from error
    except FormMapError as error:
        line_no = _line_of(root, place_in_file(error.place, content))
        raise LayoutError(f"{path.name}: line {line_no}: {error}") from error


@lru_cache(maxsize=64)
def load_layout(name: str, folder: Path = FOLDER) -> Layout:
    """Load the layout ``<name>.yaml`` of a folder. Raises LayoutError where there is none, or as load_layout_file."""
    path = folder / f"{name}.yaml"
    if path.parent != folder or not path.is_file():
        raise LayoutError(f"no layout of that name; known: {', '.join(layout_names(folder))}")
    return load_layout_file(path)


def all_layouts() -> tuple[Layout, ...]:
    """Return every layout that we ship, by name."""
    return tuple(load_layout(name) for name in layout_names())
