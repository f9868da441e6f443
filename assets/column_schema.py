"""The columns of a form's tables as Dagster shows them, from the contract.

Belongs here: contract to column schema. Does not: the contract.
"""

import dagster as dg

from expectations.contract import Contract, Field, FieldType, Form

_TYPES = {
    FieldType.REFERENCE: "text",
    FieldType.CODE: "text",
    FieldType.COUNTRY: "text",
    FieldType.FLAG: "integer",
    FieldType.WHOLE: "integer",
    FieldType.DECIMAL: "number",
    FieldType.COUNT: "integer",
    FieldType.MONTH: "text",
    FieldType.DATE: "text",
    FieldType.TEXT: "text",
    FieldType.YEAR: "integer",
}


def _column(field: Field, contract: Contract) -> dg.TableColumn:
    name = "person_key" if field.name == "case_ref" else field.name
    description = field.label.en
    if field.type is FieldType.REFERENCE:
        description += "; stored as a keyed hash only"
    if field.codes is not None:
        description += f"; code list {field.codes}: {', '.join(contract.code_lists[field.codes].codes)}"
    if field.type is FieldType.COUNTRY:
        description += "; ISO 3166-1 alpha-3"
    if field.repeatable:
        description += ", several joined by ;"
    return dg.TableColumn(name, _TYPES[field.type], description)


def column_schema(form: Form, contract: Contract, *, accepted: bool) -> dg.TableSchema:
    """Return the columns of `cases_<form>` (``accepted``) or `read_<form>`."""
    origin = [
        dg.TableColumn("office", "text", "Country office, ISO 3166-1 alpha-3"),
        dg.TableColumn("year", "integer", "Review year"),
        dg.TableColumn("submission", "text", "Digest of the submission"),
    ]
    address = [
        dg.TableColumn("file_no", "integer", "Number of the file in the delivery"),
        dg.TableColumn("sheet_no", "integer", "Number of the sheet in the workbook"),
        dg.TableColumn("row_no", "integer", "Number of the row in the spreadsheet"),
    ]
    fields = [_column(field, contract) for field in form.fields]
    if accepted:
        last = [dg.TableColumn("nature", "text", "real, demonstration or synthetic")]
        return dg.TableSchema([*origin, *fields, *last])
    return dg.TableSchema(
        [*origin, *address, *fields, dg.TableColumn("unread", "text", "Fields whose value could not be read")]
    )
