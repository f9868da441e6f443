"""Submissions in which a canary stands wherever a person's text may stand, good ones and such as cannot be read."""

import io
import zipfile
from pathlib import Path

from tests.lib.submissions.files import Row, as_csv, cover, deliver, separated
from tests.lib.submissions.varied_year import as_workbook, returned, stranded, victims, whole
from tests.pipeline.canary import CANARY


def _marked(rows: list[Row]) -> list[Row]:
    """The rows with columns that no form has; in the first ones a canary in every kind of cell."""
    marked = []
    for number, row in enumerate(rows):
        more = {
            "link_key": "",
            "Name": f"{CANARY} {number}",
            "Téléphone": CANARY,
            f"Nom {CANARY}": CANARY,
            "Notes": CANARY,
        }
        marked.append(dict(row) | more)
    for place, field in enumerate(name for name in rows[0] if name != "case_ref"):
        marked[place][field] = CANARY.upper() if place % 2 else CANARY
    marked[-1] |= {"case_ref": f"{CANARY}-1", "link_key": f"{CANARY}-2"}
    marked[-2] |= {"case_ref": CANARY, "link_key": CANARY, "Name": CANARY.lower()}
    return marked


def _forms(office: str) -> dict[str, list[Row]]:
    forms = {"trafficking": victims(office, 40), "returns": returned(office, 40), "vulnerable": stranded(office, 40)}
    return {form: _marked(rows) for form, rows in forms.items()}


def _cover(office: str) -> dict[str, str]:
    return cover(office, contact=CANARY, language=CANARY, template_version=CANARY) | {f"note {CANARY}": CANARY}


def _broken_workbook(office: str) -> bytes:
    """A workbook whose sheet breaks off in the middle of the canary's element."""
    (content,) = as_workbook(_cover(office), _forms(office)).values()
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole_one, zipfile.ZipFile(stream, "w") as broken:
        for name in whole_one.namelist():
            text = whole_one.read(name)
            is_sheet = name.startswith("xl/worksheets/")
            broken.writestr(name, text[: len(text) // 2] + f"<{CANARY} &{CANARY};".encode() if is_sheet else text)
    return stream.getvalue()


def deliver_canaries(home: Path) -> dict[str, str]:
    """Put the submissions into the drop; return the reason for which each office's is to be rejected, if it is."""
    sheets = _forms("KEN") | {CANARY: [{"a": CANARY, "b": CANARY}]}
    deliver(home, "KEN", "2013-01-10-1", as_workbook(_cover("KEN"), sheets, f"{CANARY}.xlsx"))
    separate = as_csv(_cover("MDA"), _forms("MDA"))
    deliver(home, "MDA", "2013-01-11-1", {f"{CANARY}.csv" if "returns" in n else n: c for n, c in separate.items()})
    deliver(home, "HTI", "2013-01-12-1", whole("HTI"))
    rejected = {
        "CAF": ("unreadable", {f"{CANARY}.xlsx": _broken_workbook("CAF")}),
        "GMB": ("wrong_office", as_workbook(_cover("SEN"), _forms("SEN"), f"{CANARY}.xlsx")),
        "NER": ("wrong_form", {f"{CANARY}.csv": separated([{CANARY: CANARY, "Name": CANARY}] * 5)}),
        "TTO": ("no_rows", as_csv(_cover("TTO"), {}) | {"returns.csv": f"case_ref,sex,Name {CANARY}\n".encode()}),
        "PER": ("not_what_its_name_says", {f"{CANARY}.xlsx": CANARY.encode()}),
        "UKR": ("wrong_year", as_csv(_cover("UKR") | {"year": "2011"}, _forms("UKR"))),
    }
    for office, (_, files) in rejected.items():
        deliver(home, office, "2013-01-13-1", files)
    return {office: reason for office, (reason, _) in rejected.items()}
