"""Records of a form as data frames, for tests that count cubes from them."""

import pandas as pd

from expectations.contract import FieldType, load_contract
from reports.statistics import columns_needed

WHOLE = {FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR}


def frame_of(form: str, rows: list[dict]) -> pd.DataFrame:
    """Return the columns of a form that the cubes need; a field that a row does not name is missing."""
    fields = load_contract().forms[form].by_name
    return pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name) for row in rows],
                dtype="Int16" if name in fields and fields[name].type in WHOLE else "str",
            )
            for name in columns_needed(form)
        }
    )
