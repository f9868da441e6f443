"""The shape of record frames, on which the warehouse and the checks rely."""

import pickle

from expectations.contract import FieldType, load_contract
from expectations.reading import SubmittedFile, read_submission
from tests.lib.submissions.files import YEAR, pseudonym
from tests.lib.submissions.made_files import OFFICE, read, separated

TYPES = {FieldType.FLAG: "Int16", FieldType.WHOLE: "Int16", FieldType.YEAR: "Int16", FieldType.DECIMAL: "float64"}


def test_a_frame_has_every_field_of_its_form_with_its_type_and_the_address() -> None:
    frame = read(separated("case_ref,sex\nA,F\n", "returns.csv")).records["returns"]
    form = load_contract().forms["returns"]
    names = ["person_key" if field.name == "case_ref" else field.name for field in form.fields]
    assert list(frame.columns) == [*names, "file_no", "sheet_no", "row_no", "unread"]
    for name, field in zip(names, form.fields, strict=True):
        assert str(frame[name].dtype) == TYPES.get(field.type, "str")
    assert [str(frame[name].dtype) for name in ("file_no", "sheet_no", "row_no", "unread")] == ["int64"] * 3 + ["str"]


def test_reading_can_run_in_another_process() -> None:
    files = [SubmittedFile("trafficking.csv", b"case_ref,sex\nA,F\n")]
    arguments = pickle.loads(pickle.dumps((files, load_contract(), OFFICE, YEAR, pseudonym)))
    reading = pickle.loads(pickle.dumps(read_submission(*arguments)))
    assert len(reading.records["trafficking"]) == 1


def test_faults_of_one_row_stand_together() -> None:
    frame = read(separated("case_ref,sex,age\nA,Z,old\nB,F,3\n")).records["trafficking"]
    assert frame["unread"].tolist() == ["sex:code;age:number", ""]
