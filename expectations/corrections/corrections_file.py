"""The corrections file of a year: CSV or YAML to corrections, with file and line in every error.

Belongs here: its columns and what makes a line unusable. Does not: applying (apply_corrections.py). A message never
quotes the file, which holds values of persons.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import yaml

from expectations.contract import Contract
from expectations.corrections.correction import Address, Correction, CorrectionError, value_of
from expectations.geography import is_office

COLUMNS = ("office", "form", "person_key", "address", "field", "expected", "new", "author", "reason")
PERSON_KEY = re.compile(r"[0-9a-f]{32}")
ADDRESS = re.compile(r"([0-9a-f]{12,64}):([0-9]{1,4})/([0-9]{1,4})/([0-9]{1,7})")
Lines = Iterator[tuple[int, dict[str, str]]]


def read_corrections(content: bytes, name: str, contract: Contract) -> tuple[Correction, ...]:
    """Return the corrections of a file named ``name`` (``<year>.csv`` or ``<year>.yaml``), in its order.

    A line names the row by `person_key` (the keyed hash in the warehouse) or by `address`
    (``<submission>:<file>/<sheet>/<row>``), never by a case reference; `expected` and `new` are blank for unknown.
    Raises CorrectionError, which names file and line, for the first line that cannot be used.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CorrectionError(f"corrections/{name}: not UTF-8") from None
    lines = _of_csv(text, name) if PurePath(name).suffix == ".csv" else _of_yaml(text, name)
    corrections: dict[tuple[Any, ...], Correction] = {}
    for line, entry in lines:
        correction = _correction(entry, line, f"corrections/{name}, line {line}", contract)
        place = (correction.office, correction.form, correction.row, correction.field)
        if place in corrections:
            raise CorrectionError(
                f"corrections/{name}, line {line}: the same value as in line {corrections[place].line}"
            )
        corrections[place] = correction
    return tuple(corrections.values())


def _of_csv(text: str, name: str) -> Lines:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = _known(row, f"corrections/{name}, line {reader.line_num}")
            elif len(row) != len(header):
                raise CorrectionError(
                    f"corrections/{name}, line {reader.line_num}: has not as many cells as the header"
                )
            else:
                yield reader.line_num, dict(zip(header, row, strict=True))
    except csv.Error:
        raise CorrectionError(f"corrections/{name}, line {reader.line_num}: not CSV") from None


def _of_yaml(text: str, name: str) -> Lines:
    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark is not None else ""
        raise CorrectionError(f"corrections/{name}{place}: not YAML") from None
    if tree is None:
        return
    if not isinstance(tree, yaml.SequenceNode):
        raise CorrectionError(f"corrections/{name}: not a list of corrections")
    for node in tree.value:
        line = node.start_mark.line + 1
        place = f"corrections/{name}, line {line}"
        pairs: list[tuple[Any, Any]] = node.value if isinstance(node, yaml.MappingNode) else [(None, None)]
        if not all(isinstance(part, yaml.ScalarNode) for pair in pairs for part in pair):
            raise CorrectionError(f"{place}: not a mapping of names to single values")
        header = _known([str(key.value) for key, _ in pairs], place)
        yield line, {key: _scalar(value) for key, (_, value) in zip(header, pairs, strict=True)}


def _scalar(node: Any) -> str:
    """Return a scalar as it is written: NO is Norway's letters and not false; ~ and null are blank."""
    return "" if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _known(header: list[str], place: str) -> list[str]:
    names = [name.strip() for name in header]
    unknown = [number for number, name in enumerate(names, start=1) if name not in COLUMNS]
    if unknown or len(set(names)) != len(names):
        raise CorrectionError(f"{place}: names are unknown or stand twice; the names are {', '.join(COLUMNS)}")
    return names


def _correction(entry: dict[str, str], line: int, place: str, contract: Contract) -> Correction:
    given = {name: entry.get(name, "").strip() for name in COLUMNS}
    if not is_office(given["office"]):
        raise CorrectionError(f"{place}: office is not a country's three-letter code")
    if given["form"] not in contract.forms:
        raise CorrectionError(f"{place}: form is none of the contract")
    form = contract.forms[given["form"]]
    if given["field"] not in form.by_name:
        raise CorrectionError(f"{place}: field is none of the form")
    for name in ("author", "reason"):
        if not given[name]:
            raise CorrectionError(f"{place}: {name} is missing")
    values = {}
    for name in ("expected", "new"):
        try:
            values[name] = value_of(given[name], form.by_name[given["field"]], contract)
        except ValueError:
            raise CorrectionError(f"{place}: {name} is not a value that the field can have") from None
    if values["expected"] == values["new"]:
        raise CorrectionError(f"{place}: expected and new are the same")
    row = _row(given["person_key"], given["address"], place)
    slot = (given["office"], form.key, row, given["field"])
    return Correction(*slot, values["expected"], values["new"], given["author"], given["reason"], line)


def _row(person_key: str, address: str, place: str) -> str | Address:
    if bool(person_key) == bool(address):
        raise CorrectionError(f"{place}: a row is named by person_key or by address, by one of them")
    if person_key:
        if not PERSON_KEY.fullmatch(person_key):
            raise CorrectionError(f"{place}: person_key is not a keyed hash; a case reference must never stand here")
        return person_key
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise CorrectionError(f"{place}: address is not submission:file/sheet/row, numbers from 1")
    return Address(match[1], int(match[2]), int(match[3]), int(match[4]))
