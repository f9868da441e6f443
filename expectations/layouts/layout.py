"""What a layout file may say: where each column of another system's file goes.

Belongs here: the model of a whole file's layout. Does not: the mapping of one form (form_map.py), loading it
(layout_files.py), converting a file (conversion.py).
"""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Contract, Form
from expectations.errors import ReviewError
from expectations.layouts.form_map import FormMapError, FormMapping, Place

FOLDER = Path(__file__).parent
MAPPING_KEYS = frozenset(FormMapping.model_fields)


class LayoutError(ReviewError, ValueError):
    """A layout, or a file to be read by it, that cannot be used. Names our own columns only, never the file's text."""


class Layout(BaseModel):
    """One file layout of another system: every column carried, dropped as an identifier, or named as not carried."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    source: str
    nature: Literal["real", "demonstration", "synthetic"]
    forms: dict[str, FormMapping] = Field(min_length=1)
    reference: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")  # of a row without one: "<reference>-<line of the file>"
    year: str | None = None  # a column with a year or a date; none: given when the file is imported
    office: str | None = None  # a column with a country; none: given when the file is imported
    offices: dict[str, str] = {}  # names of offices that are no country's, such as mission codes
    cover: dict[str, str] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    optional: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()  # never read
    not_carried: dict[str, str] = {}  # column: reason
    cannot_carry: dict[str, str] = {}  # what of ours is lost on the way: reason by field, for readers of the layout
    other_columns: Literal["refused", "dropped"] = "refused"
    skip_rows: dict[str, tuple[str, ...]] = {}  # rows that are no record, such as a row of labels under the header
    totals: dict[str, tuple[str, ...]] = {}  # rows that sum up others
    missing: tuple[str, ...] = ()
    yes_is: tuple[str, ...] = ()
    no_is: tuple[str, ...] = ()
    separators: tuple[str, ...] = (";",)
    texts: Literal["exact", "loose"] = "exact"  # loose: letters and digits alone are compared, in any case
    country_codes: Literal["alpha3", "alpha2"] = "alpha3"
    dates: Literal["year_first", "day_first", "month_first"] = "year_first"
    decimal_mark: Literal[".", ","] = "."
    remarks: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _shared_entries_belong_to_each_form(cls, content: Any) -> Any:
        """Give each form the entries for all forms; ``form: trafficking`` names a single one."""
        if not isinstance(content, dict) or ("form" not in content and "forms" not in content):
            return content
        shared = {key: said for key, said in content.items() if key in MAPPING_KEYS}
        rest = {key: said for key, said in content.items() if key not in MAPPING_KEYS and key not in ("form", "forms")}
        forms = content["forms"] if "forms" in content else {content["form"]: {}}
        if not isinstance(forms, dict) or ("form" in content and "forms" in content):
            return content
        return {**rest, "forms": {key: _joined(shared, said or {}) for key, said in forms.items()}}

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """Every column whose content is read, each once; those of ``own_names`` left out."""
        first = [name for name in (self.year, self.office) if name]
        columns = [column for mapping in self.forms.values() for column in mapping.columns]
        return tuple(dict.fromkeys([*first, *columns, *self.skip_rows, *self.totals]))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the layout names but the identifiers, each once."""
        return tuple(dict.fromkeys([*self.carried, *self.not_carried]))

    @cached_property
    def needed(self) -> frozenset[str]:
        """The columns without which a file is not in this layout."""
        return frozenset(self.columns) - {*self.optional, *self.identifiers}

    @cached_property
    def names(self) -> dict[str, str]:
        """The column of each name that a header may have."""
        own = {column: column for column in (*self.columns, *self.identifiers, *self.optional)}
        return {alias: column for column, aliases in self.aliases.items() for alias in aliases} | own

    def own_columns(self, contract: Contract) -> dict[str, str]:
        """Return the columns that are named after our fields, by name; all of them optional."""
        named = [mapping.named(contract.forms[form]) for form, mapping in self.forms.items()]
        return {column: column for columns in named for column in columns.values()}

    def mapping_of(self, form: Form) -> FormMapping:
        """Return the mapping of one form."""
        return self.forms[form.key]

    def check_against(self, contract: Contract) -> Self:
        """Return the layout, each form's entries those of the form. Raises FormMapError for what we do not have."""
        several = len(self.forms) > 1
        kept: dict[str, FormMapping] = {}
        for key, mapping in self.forms.items():
            if key not in contract.forms:
                raise FormMapError(("forms", key) if several else ("form",), f"no form {key}")
            form = contract.forms[key]
            kept[key] = mapping.of_form(form) if several else mapping
            kept[key].check_against(form, contract, ("forms", key))
        if several:
            self._every_field_is_of_a_form(contract)
        unnamed = sorted({*self.aliases, *self.optional} - {*self.columns, *self.identifiers})
        if unnamed:
            raise FormMapError(("aliases",), f"no column {', '.join(unnamed)} in the layout")
        unknown = {*self.cannot_carry} - {field.name for key in kept for field in contract.forms[key].fields}
        if unknown:
            raise FormMapError(("cannot_carry",), f"no field {', '.join(sorted(unknown))}")
        return self.model_copy(update={"forms": kept})

    def _every_field_is_of_a_form(self, contract: Contract) -> None:
        forms = [contract.forms[key] for key in self.forms]
        known = {name for form in forms for name in form.by_name}
        known |= {field.group for form in forms for field in form.fields if field.group}
        for key, mapping in self.forms.items():
            for kind in ("same", "countries", "codes", "flags", "one_of", "ages", "always", "answers"):
                for field in getattr(mapping, kind):
                    if field not in known:
                        raise FormMapError(("forms", key, kind, field), f"no form of the layout has a field {field}")

    def not_filled(self, form: Form) -> tuple[str, ...]:
        """Return the fields of a form that the layout never fills."""
        filled = self.forms[form.key].fields(form)
        return tuple(field.name for field in form.fields if field.name not in filled)


def _joined(shared: dict[str, Any], of_form: Any) -> Any:
    """Return the entries for one form: those for all forms, and its own, which take precedence."""
    if not isinstance(of_form, dict):
        return of_form
    both = {
        key: {**shared[key], **entry}
        for key, entry in of_form.items()
        if isinstance(entry, dict) and isinstance(shared.get(key), dict)
    }
    return {**shared, **of_form, **both}


def place_in_file(place: Place, content: Any) -> Place:
    """Return the keys in the file that lead to a place of the layout, as far as the file has them.

    An entry of a form (``forms.<form>.…``) may be in the form's part of the file or in the part for all forms.
    """
    places = [_beginning(place, content)]
    if place[:1] == ("forms",):
        places.append(_beginning(place[2:], content))
        if len(places[1]) >= len(places[0]) - 2 and places[1]:
            return places[1] if len(places[0]) < len(place) else places[0]
    return places[0]


def _beginning(place: Place, content: Any) -> Place:
    found: list[str] = []
    for key in place:
        if not isinstance(content, dict) or key not in content:
            break
        found.append(key)
        content = content[key]
    return tuple(found)
