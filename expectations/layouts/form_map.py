"""What a layout may say of one form: which column of another system fills which of our fields, and how.

Belongs here: the models of a mapping, the columns and fields that it names, and checking it against the contract. Does
not: the file around it (layout.py), loading (layout_files.py), converting (conversion.py).
"""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from expectations.contract import Contract, FieldType, Form
from expectations.errors import ReviewError

Place = tuple[str, ...]  # the keys in the YAML file that lead to the entry
DATED = frozenset({FieldType.MONTH, FieldType.DATE, FieldType.YEAR})
FLAG_CODES = ("0", "1")


class FormMapError(ReviewError, ValueError):
    """Something in a mapping that the contract does not have; ``place`` leads to it in the file."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(message)
        self.place = place


class Coded(BaseModel):
    """One column whose texts are the codes of one field. Where it is blank, ``or_else`` is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    values: dict[str, str] = Field(min_length=1)
    or_else: "Coded | None" = None

    def chain(self) -> Iterator["Coded"]:
        """Yield this one and those asked where it is blank, in their order."""
        yield self
        if self.or_else is not None:
            yield from self.or_else.chain()


class AnswerMap(BaseModel):
    """One column whose cells hold several answers, joined by the layout's separators.

    A text may mean several codes ("ForcedLabour;SexualExploitation") or, with "", for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    values: dict[str, str] = Field(min_length=1)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that its texts mean, each once."""
        return tuple(dict.fromkeys(code for codes in self.values.values() for code in codes.split(";") if code))


class Age(BaseModel):
    """An age in completed years, from a birth date that is dropped and the day on which the age is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    born: str
    at: str


class FormMapping(BaseModel):
    """How rows of a file fill one form. The kinds of entry differ in what the cells hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: dict[str, tuple[str, ...]] = {}  # only rows in which these columns hold one of these texts
    own_names: str | None = None  # columns named as our fields are, after this prefix; whichever the file has
    same: dict[str, str] = {}  # field: column; the reader understands the text
    countries: dict[str, str] = {}
    codes: dict[str, Coded] = {}
    flags: dict[str, tuple[str, ...]] = {}  # field: columns; yes where one of them says yes
    answers: dict[str, AnswerMap] = {}  # a group of flags, or a field of codes: one cell with several answers
    one_of: dict[str, dict[str, str]] = {}  # field: column of a flag to code; several different answers are none
    ages: dict[str, Age] = {}
    always: dict[str, str] = {}  # field: the code that every row has
    persons: str | None = None  # the column that says how many persons one row counts

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that is carried, each once; those of ``own_names`` left out."""
        carried = [*self.rows, *self.same.values(), *self.countries.values()]
        carried += [mapping.column for coded in self.codes.values() for mapping in coded.chain()]
        carried += [column for columns in self.flags.values() for column in columns]
        carried += [answers.column for answers in self.answers.values()]
        carried += [column for columns in self.one_of.values() for column in columns]
        carried += [column for age in self.ages.values() for column in (age.born, age.at)]
        carried += [self.persons] if self.persons else []
        return tuple(dict.fromkeys(carried))

    def of_form(self, form: Form) -> "FormMapping":
        """Return the mapping with the entries whose field the form does not have left out."""
        groups = {field.group for field in form.fields if field.group}
        kept = {
            name: {field: entry for field, entry in getattr(self, name).items() if field in form.by_name}
            for name in ("same", "countries", "codes", "flags", "one_of", "ages", "always")
        }
        answers = {name: entry for name, entry in self.answers.items() if name in form.by_name or name in groups}
        return self.model_copy(update={**kept, "answers": answers})

    def named(self, form: Form) -> dict[str, str]:
        """Return the columns of ``own_names`` by field, of the fields that nothing else fills."""
        if self.own_names is None:
            return {}
        filled = set(self._filled_by_entries(form))
        return {field.name: f"{self.own_names}{field.name}" for field in form.fields if field.name not in filled}

    def _filled_by_entries(self, form: Form) -> tuple[str, ...]:
        of_answers = [field for name in self.answers for field in fields_of_answers(form, name, self.answers[name])]
        return (*self.same, *self.countries, *self.codes, *self.flags, *of_answers, *self.one_of, *self.ages,
                *self.always)  # fmt: skip

    def fields(self, form: Form) -> tuple[str, ...]:
        """Return the fields that it fills, in the order of the form."""
        filled = {*self._filled_by_entries(form), *self.named(form)}
        filled |= {form.reference_field} if form.has_persons and form.reference_field else set()
        return tuple(field.name for field in form.fields if field.name in filled)

    def check_against(self, form: Form, contract: Contract, place: Place) -> None:
        """Raise FormMapError where it names a field or code that the form does not have, or fills a field twice."""
        groups = {field.group for field in form.fields if field.group}
        kinds: tuple[tuple[str, frozenset[FieldType]], ...] = (
            ("countries", frozenset({FieldType.COUNTRY})),
            ("flags", frozenset({FieldType.FLAG})),
            ("codes", frozenset({FieldType.CODE, FieldType.FLAG})),
            ("one_of", frozenset({FieldType.CODE})),
            ("ages", frozenset({FieldType.WHOLE})),
            ("same", frozenset(FieldType)),
            ("always", frozenset({FieldType.CODE, FieldType.FLAG})),
        )
        for name, allowed in kinds:
            for field in getattr(self, name):
                if field not in form.by_name or form.by_name[field].type not in allowed:
                    wanted = "" if len(allowed) == len(FieldType) else " or ".join(sorted(allowed)) + " "
                    raise FormMapError((*place, name, field), f"form {form.key} has no {wanted}field {field}")
        for name in self.answers:
            if name not in groups and (name not in form.by_name or form.by_name[name].type is not FieldType.CODE):
                message = f"form {form.key} has no group of flags and no code field {name}"
                raise FormMapError((*place, "answers", name), message)
        self._check_codes(form, contract, place)
        counted = Counter(self._filled_by_entries(form))
        shared = {f for name, said in self.answers.items() for f in fields_of_answers(form, name, said)} & {*self.flags}
        twice = [field for field, times in counted.items() if times > 1 and field not in shared]
        if twice:
            raise FormMapError(place, f"field filled twice: {', '.join(twice)}")
        if self.persons and not form.has_persons:
            raise FormMapError((*place, "persons"), f"one row of form {form.key} is no person")

    def _check_codes(self, form: Form, contract: Contract, place: Place) -> None:
        said: list[tuple[Place, str, set[str]]] = []
        for field, coded in self.codes.items():
            said += [(("codes", field, "values"), field, set(one.values.values())) for one in coded.chain()]
        said += [(("one_of", field), field, set(codes.values())) for field, codes in self.one_of.items()]
        said += [(("always", field), field, {code}) for field, code in self.always.items()]
        for where, field, given in said:
            codes = form.by_name[field].codes
            self._known(given, set(contract.code_lists[codes].codes) if codes else {*FLAG_CODES}, (*place, *where))
        for name, answers in self.answers.items():
            if name in form.by_name:
                known = set(contract.code_lists[form.by_name[name].codes or ""].codes)
            else:
                known = {field.name.removeprefix(f"{name}_") for field in form.group(name)}
            self._known(set(answers.codes), known, (*place, "answers", name, "values"))

    @staticmethod
    def _known(given: set[str], known: set[str], place: Place) -> None:
        if unknown := sorted(given - known):
            field = place[-2] if place[-1] == "values" else place[-1]
            raise FormMapError(place, f"field {field}: no code {', '.join(unknown)}")


def fields_of_answers(form: Form, name: str, answers: AnswerMap) -> tuple[str, ...]:
    """Return the fields that a cell of several answers fills: the field itself, or the flags of the group it names."""
    if name in form.by_name:
        return (name,)
    return tuple(f"{name}_{code}" for code in answers.codes)
