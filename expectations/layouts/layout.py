"""What a layout file may say: where each column of another system's file goes.

Belongs here: the model, loading it, and its faults. Does not: converting a file (converting.py).
"""

from collections import Counter
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from expectations.contract import Contract, FieldType, load_contract

FOLDER = Path(__file__).parent


class LayoutFault(ValueError):
    """A layout, or a file said to be in it, that cannot be used. Names our own columns only, never the file's text."""


class Coded(BaseModel):
    """One column whose texts are the codes of one field; a text that is not listed is a loss."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    values: dict[str, str] = Field(min_length=1)


class Layout(BaseModel):
    """One file layout of another system: one row a person, every column carried or named as not carried."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    title: str
    source: str
    nature: Literal["real", "demonstration", "synthetic"]
    form: str
    reference: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")
    year: str
    office: str
    cover: dict[str, str] = {}
    countries: dict[str, str] = {}
    codes: dict[str, Coded] = {}
    yes_is: tuple[str, ...] = ()
    flags: dict[str, tuple[str, ...]] = {}
    one_of: dict[str, dict[str, str]] = {}
    not_carried: dict[str, str] = {}
    remarks: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the file has, each once."""
        carried = [self.year, self.office, *self.countries.values(), *(coded.column for coded in self.codes.values())]
        carried += [column for columns in self.flags.values() for column in columns]
        carried += [column for columns in self.one_of.values() for column in columns]
        return tuple(dict.fromkeys([*carried, *self.not_carried]))

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that it fills, in the order in which they are written."""
        return ("case_ref", *self.countries, *self.codes, *self.flags, *self.one_of)

    @model_validator(mode="after")
    def _each_field_is_filled_once(self) -> Self:
        twice = [field for field, times in Counter(self.fields).items() if times > 1]
        if twice:
            raise ValueError(f"field filled twice: {', '.join(twice)}")
        return self

    def check_against(self, contract: Contract) -> None:
        """Raise LayoutFault where the layout names a form, field or code that the contract does not have."""
        if self.form not in contract.forms:
            raise LayoutFault(f"layout {self.name}: no form {self.form}")
        known = contract.forms[self.form].by_name
        types = {field: {FieldType.COUNTRY} for field in self.countries}
        types |= {field: {FieldType.FLAG} for field in self.flags}
        types |= {field: {FieldType.CODE, FieldType.FLAG} for field in self.codes}
        types |= {field: {FieldType.CODE} for field in self.one_of}
        for field, allowed in types.items():
            if field not in known or known[field].type not in allowed:
                kinds = " or ".join(sorted(allowed))
                raise LayoutFault(f"layout {self.name}: form {self.form} has no {kinds} field {field}")
        answers = {field: set(coded.values.values()) for field, coded in self.codes.items()}
        answers |= {field: set(codes.values()) for field, codes in self.one_of.items()}
        for field, given in answers.items():
            codes = known[field].codes
            unknown = given - set(contract.code_lists[codes].codes if codes else ("0", "1"))
            if unknown:
                raise LayoutFault(f"layout {self.name}, field {field}: no code {', '.join(sorted(unknown))}")


def layout_names() -> tuple[str, ...]:
    """Return the names of the layouts that we know."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@lru_cache(maxsize=16)
def load_layout(name: str, folder: Path = FOLDER) -> Layout:
    """Load the layout ``<name>.yaml`` and check it against the contract.

    Raises LayoutFault where there is no such layout, or where it does not fit the contract.
    """
    path = folder / f"{name}.yaml"
    if path.parent != folder or not path.is_file():
        raise LayoutFault(f"no layout of that name; known: {', '.join(layout_names())}")
    try:
        layout = Layout.model_validate({"name": name, **yaml.safe_load(path.read_text(encoding="utf-8"))})
    except yaml.YAMLError as fault:
        raise LayoutFault(f"{path.name}: not YAML: {fault}") from fault
    except ValidationError as fault:
        places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors())
        raise LayoutFault(f"{path.name}: {places}") from fault
    layout.check_against(load_contract())
    return layout
