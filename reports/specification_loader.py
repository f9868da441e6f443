"""Specifications read from YAML files; errors name the file, the line and the entry.

Belongs here: files to validated models. Does not: the models (each beside its file).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.errors import ReviewError

LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # the former is ten times faster
T = TypeVar("T", bound=BaseModel)


class SpecificationEntry(BaseModel):
    """An entry of a specification: it has the keys of its model and no others, and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpecificationError(ReviewError, ValueError):
    """A specification that cannot be used; the message has the file, the line, the entry and what is wrong."""


class SpecificationEntryError(ReviewError, ValueError):
    """A model's own rule is broken at ``at``, the keys below the entry that lead to the fault."""

    def __init__(self, message: str, *at: str) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Document:
    """The content of a YAML file, or of a part of it, with the line of each key."""

    name: str  # of the file
    content: Any
    node: yaml.Node

    def part(self, *path: str | int) -> "Document":
        """Return the part at ``path``. Raises KeyError or IndexError where there is none."""
        content = self.content
        for step in path:
            content = content[step]
        return Document(self.name, content, _below(self.node, path))

    def line(self, *path: str | int) -> int:
        """Return the line, from 1, of ``path``, or of the last part of it that the file has."""
        return int(_below(self.node, path).start_mark.line) + 1


def content_of(name: str, folder: Path) -> Document:
    """Return the YAML file ``name``. Raises SpecificationError where it is not YAML or has a key twice."""
    loader = LOADER((folder / name).read_text(encoding="utf-8"))
    try:
        node = loader.get_single_node()
        if node is None:
            raise SpecificationError(f"{name}, line 1: the file says nothing")
        for key in _repeated_keys(node, set()):
            raise SpecificationError(f"{name}, line {key.start_mark.line + 1}: {key.value} stands twice")
        return Document(name, loader.construct_document(node), node)
    except yaml.YAMLError as error:
        raise SpecificationError(f"{name}: not YAML: {error}") from error
    finally:
        loader.dispose()


def validated(document: Document, model: type[T], place: str = "", **given: Any) -> T:
    """Return the document as a ``model``; ``given`` are fields that the file need not have.

    Raises SpecificationError with file, line, ``place`` and what is wrong, for every place that is.
    """
    content = {**given, **document.content} if given else document.content
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise SpecificationError("; ".join(_said(document, place, dict(one)) for one in error.errors())) from error


def load(name: str, model: type[T], folder: Path) -> T:
    """Return the file as a ``model``. Raises SpecificationError for anything that is not usable."""
    return validated(content_of(name, folder), model)


def _said(document: Document, place: str, error: dict[str, Any]) -> str:
    cause = error.get("ctx", {}).get("error")
    at = (*error["loc"], *(cause.at if isinstance(cause, SpecificationEntryError) else ()))
    message = str(cause) if isinstance(cause, SpecificationEntryError) else error["msg"].removeprefix("Value error, ")
    where = ", ".join(text for text in (place, ".".join(map(str, at))) if text)
    return (
        f"{document.name}, line {document.line(*at)}: {where}: {message}"
        if where
        else (f"{document.name}, line {document.line(*at)}: {message}")
    )


def _below(node: yaml.Node, path: tuple[str | int, ...]) -> yaml.Node:
    """Follow ``path`` from ``node``; a step that the file does not have is passed over."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
    return node


def _repeated_keys(node: yaml.Node, seen: set[int]) -> Iterator[yaml.Node]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in keys:
                yield key
            keys.add(str(key.value))
            yield from _repeated_keys(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value, seen)
