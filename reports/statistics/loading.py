"""Loading the specifications of this room from YAML, with the file and the place named in every fault.

Belongs here: files to validated models. Does not: what a model may say (cubes.py, dimensions.py, specification.py).
"""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

ROOM = Path(__file__).parent
T = TypeVar("T", bound=BaseModel)


class SpecificationFault(ValueError):
    """A specification that cannot be used; says which file, which entry and what is wrong."""


def content_of(name: str, folder: Path = ROOM) -> Any:
    """Return what the YAML file ``name`` says. Raises SpecificationFault where it is not YAML."""
    try:
        return yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        raise SpecificationFault(f"{name}: not YAML: {fault}") from fault


def validated(name: str, model: type[T], content: Any) -> T:
    """Return ``content`` as a ``model``. Raises SpecificationFault with ``name`` and every place that is wrong."""
    try:
        return model.model_validate(content)
    except ValidationError as fault:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise SpecificationFault(f"{name}: {places}") from fault
