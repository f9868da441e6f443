"""Record frames as the reader gives them, for tests of the checks."""

import pandas as pd

from expectations.contract import Contract, FieldType

NO_COLUMNS = pd.DataFrame(
    {
        "office": pd.Series(dtype="str"),
        "file_no": pd.Series(dtype="int64"),
        "sheet_no": pd.Series(dtype="int64"),
        "field": pd.Series(dtype="str"),
        "column_letters": pd.Series(dtype="str"),
    }
)
DTYPES = {
    FieldType.FLAG: "Int16",
    FieldType.WHOLE: "Int16",
    FieldType.YEAR: "Int16",
    FieldType.COUNT: "Int64",
    FieldType.DECIMAL: "float64",
}


def records_of(contract: Contract, form: str, *rows: dict[str, object]) -> pd.DataFrame:
    """Records as the reader gives them: all blank but for what the rows say, and a reference of their own."""
    its_form = contract.forms[form]
    columns: dict[str, pd.Series] = {}
    for field in its_form.fields:
        name = "person_key" if field.name == "case_ref" else field.name
        is_reference = name == its_form.reference_column
        default = [f"key{number}" for number in range(len(rows))] if is_reference else [None] * len(rows)
        values = [row.get(name, blank) for row, blank in zip(rows, default, strict=True)]
        columns[name] = pd.Series(values, dtype=DTYPES.get(field.type, "str"))
    frame = pd.DataFrame(columns)
    frame["unread"] = pd.Series([row.get("unread", "") for row in rows], dtype="str")
    frame = frame.assign(office="KEN", year=2012, submission="d" * 64, file_no=1, sheet_no=2)
    return frame.assign(row_no=range(5, 5 + len(rows)))
