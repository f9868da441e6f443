"""The tables of the warehouse: our own, and two a form, made from the contract.

Belongs here: columns, types and indexes. Does not: how rows go in (partition_writer.py) or come out (read_frames.py).

A column's SQL type says its type in pandas: Text is `str`, SmallInteger is `Int16`, Integer is `int64` (`Int64` where
it may be missing), Float is `float64`. `place` is the row's place in the frame that wrote it: rows come back in the
order in which they were written, whatever was written since; it is never returned.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, SmallInteger, Table, Text
from sqlalchemy.types import TypeEngine

from expectations.contract import Contract, Field, FieldType, Form

PLACE = "place"
ROWS_IN_ORDER = ("year", "office", PLACE)  # the order in which rows are read: none is sorted again
PSEUDONYMS = {"case_ref": "person_key", "link_key": "link_key"}


def read_table(form: str) -> str:
    """Return the name of the table of a form's rows as read."""
    return f"read_{form}"


def cases_table(form: str) -> str:
    """Return the name of the table of a form's accepted records."""
    return f"cases_{form}"


def column_name(field: Field) -> str:
    """Return the warehouse column of a field: a reference is kept as the column of its keyed hash."""
    return PSEUDONYMS.get(field.name, field.name) if field.type is FieldType.REFERENCE else field.name


def _type_of(field: Field) -> TypeEngine[Any]:
    match field.type:
        case FieldType.FLAG | FieldType.WHOLE | FieldType.YEAR:
            return SmallInteger()
        case FieldType.DECIMAL:
            return Float()
        case FieldType.COUNT:
            return BigInteger()
        case _:
            return Text()


def _given(name: str, kind: type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, kind(), nullable=False)


def _origin() -> list[Column[Any]]:
    return [_given("office", Text), _given("year", Integer), _given("submission", Text)]


def _fields(form: Form) -> list[Column[Any]]:
    return [Column(column_name(field), _type_of(field)) for field in form.fields]


def _table(metadata: MetaData, name: str, columns: list[Column[Any]], index: tuple[str, ...]) -> None:
    Table(name, metadata, *columns, _given(PLACE, Integer), Index(f"{name}_by_{'_and_'.join(index)}", *index))


def _form_tables(metadata: MetaData, form: Form) -> None:
    address = [_given(name, Integer) for name in ("file_no", "sheet_no", "row_no")]
    unread = [_given("unread", Text)]
    _table(metadata, read_table(form.key), [*_origin(), *address, *_fields(form), *unread], ROWS_IN_ORDER)
    nature = [_given("nature", Text)]
    _table(metadata, cases_table(form.key), [*_origin(), *_fields(form), *nature], ROWS_IN_ORDER)


def _record_states(metadata: MetaData) -> None:
    address = [_given(name, Integer) for name in ("file_no", "sheet_no", "row_no")]
    held = [*_origin(), _given("form", Text), *address, _given("rule", Text)]
    _table(metadata, "held_back", held, ("year", "office"))
    place: list[Column[Any]] = [Column(name, Integer()) for name in ("file_no", "sheet_no", "row_no")]
    what: list[Column[Any]] = [Column("column_letters", Text()), Column("field", Text())]
    rule = [_given(name, Text) for name in ("rule", "family", "severity", "station")]
    meant = [Column("suggestion", Text())]  # a code of our own closed lists, never an office's text
    number = [Column("times", Integer(), nullable=False, server_default="1")]
    columns = [*_origin(), _given("form", Text), *place, *what, *rule, *meant, *number]
    _table(metadata, "findings", columns, ("year", "office"))
    where = [_given("form", Text), _given("file_no", Integer), _given("sheet_no", Integer)]
    stood = [_given("field", Text), _given("column_letters", Text)]
    _table(metadata, "read_columns", [*_origin(), *where, *stood], ("year", "office"))


def _feedback(metadata: MetaData) -> None:
    kept = [_given(name, Text) for name in ("kind", "sha256", "made_from")]
    _table(metadata, "feedback", [*_origin(), *kept], ("year", "office"))


def _statistics(metadata: MetaData) -> None:
    keys = [_given("year", Integer), *(_given(name, Text) for name in ("table_key", "codes", "measure", "base"))]
    value: list[Column[Any]] = [Column("value", Float()), _given("state", Text)]
    _table(metadata, "statistics", [*keys, *value], ("year", "table_key"))


def _editions(metadata: MetaData) -> None:
    Table(
        "editions",
        metadata,
        Column("entry_no", Integer(), primary_key=True, autoincrement=False),
        _given("year", Integer),
        _given("kind", Text),
        _given("number", Integer),
        _given("draft", Integer),
        *(_given(name, Text) for name in ("content", "manifest_sha256", "stands_on")),
    )
    Table(
        "cut_offs",
        metadata,
        Column("cut_off_no", Integer(), primary_key=True, autoincrement=False),
        *(_given(name, Integer) for name in ("year", "draft", "submission_no")),
        _given("state", Text),
    )
    edition = [_given("year", Integer), _given("kind", Text), _given("number", Integer)]
    cell = [_given(name, Text) for name in ("cell_id", "value", "status", "flag")]  # the value as it is printed
    _table(metadata, "vintages", [*edition, *cell], ("year", "kind", "number"))


def _answers(metadata: MetaData) -> None:
    numbered = [Column(name, Integer(), primary_key=True, autoincrement=False) for name in ("year", "answer_no")]
    Table("answers", metadata, *numbered, *(_given(name, Text) for name in ("log_sha256", "cubes_sha256")))


def _installation(metadata: MetaData) -> None:
    Table("installation", metadata, Column("home_id", Text(), primary_key=True), _given("key_fingerprint", Text))
    kind, name = (Column(column, Text(), primary_key=True) for column in ("kind", "name"))
    year = Column("year", Integer(), primary_key=True, autoincrement=False)
    Table("known_files", metadata, kind, year, name, _given("sha256", Text))


def _register(metadata: MetaData) -> None:
    Table(
        "register",
        metadata,
        Column("submission_no", Integer(), primary_key=True, autoincrement=False),
        _given("office", Text),
        _given("year", Integer),
        *(_given(name, Text) for name in ("delivery", "digest", "files", "names_sha256", "state", "reason")),
        *(_given(name, Text) for name in ("nil_forms", "only_forms", "nature", "language", "received_on")),
        Column("formats", Text(), nullable=False, server_default="[]"),
        Column("rows_by_form", Text(), nullable=False, server_default="{}"),
        Column("rows_read", Integer()),
        Column("waits", Text(), nullable=False, server_default=""),
        Index("register_by_year_and_office", "year", "office"),
    )


def metadata_of(contract: Contract) -> MetaData:
    """Return the schema of the warehouse: `register`, `held_back`, `findings`, `statistics`, two tables a form.

    Grain: `read_<form>` a row read, with its address; `cases_<form>` an accepted record; `held_back` a row held back
    and the rule that held it; `findings` a rule broken at a place, by the step (read, cases, consistency) that
    found it, or `times` places beyond those that are kept;
    `read_columns` a field's column on one sheet; `statistics` a number before disclosure control;
    `feedback` a feedback workbook in the vault, by kind (list, marked);
    `register` an arrival; `editions` an edition and its pedigree; `cut_offs` a freeze of a year;
    `vintages` a published cell in the edition in which it first appeared or changed;
    `answers` an ad-hoc table that was given out; `installation` the one home that the warehouse belongs to;
    `known_files` a file of headquarters that a run used last, by kind, year (0: of no year) and name.
    """
    metadata = MetaData()
    _register(metadata)
    _editions(metadata)
    _answers(metadata)
    _installation(metadata)
    _record_states(metadata)
    _feedback(metadata)
    _statistics(metadata)
    for form in contract.forms.values():
        _form_tables(metadata, form)
    return metadata
