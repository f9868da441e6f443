import json

from typer.testing import CliRunner

from pipelines.cli import app
from tests.lib.submissions.faulty_workbooks import CANARY, opened, victim, with_one_fault, workbook

CLEAN = {"trafficking": [victim(number) for number in range(12)]}


def called(tmp_path, files, *options):
    for file in files:
        (tmp_path / file.name).write_bytes(file.content)
    return CliRunner().invoke(app, ["check", str(tmp_path / files[0].name), *options])


def test_a_clean_file_ends_0(tmp_path):
    found = called(tmp_path, workbook(CLEAN))
    assert found.exit_code == 0, found.output


def test_a_faulty_file_ends_1_and_names_sheet_and_cell_in_the_language(tmp_path):
    found = called(tmp_path, with_one_fault(), "--lang", "fr")
    assert found.exit_code == 1
    assert "feuille 2, C5" in found.output
    assert "valeur inconnue" in found.output


def test_the_covers_language_is_spoken_where_none_is_asked_for(tmp_path):
    assert "hoja 2, C5" in called(tmp_path, with_one_fault(language="es")).output


def test_what_cannot_be_read_ends_2_and_says_why(tmp_path):
    (tmp_path / "office.xlsx").write_bytes(b"This is no workbook.")
    found = CliRunner().invoke(app, ["check", str(tmp_path / "office.xlsx"), "--lang", "es"])
    assert found.exit_code == 2
    assert "no es lo que indica el final de su nombre" in " ".join(found.output.split())


def test_without_a_cover_office_and_year_are_asked_for(tmp_path):
    files = workbook(CLEAN, cover=False)
    assert called(tmp_path, files).exit_code == 2
    assert called(tmp_path, files, "--office", "KEN", "--year", "2012").exit_code == 0


def test_json_is_for_machines_and_holds_no_value(tmp_path):
    rows = [victim(number) for number in range(12)]
    rows[3]["sex"] = CANARY
    found = called(tmp_path, workbook({"trafficking": rows}), "--json")
    told = json.loads(found.output)
    fault = next(one for one in told["findings"] if one["rule"] == "sex.code")
    assert (fault["sheet_no"], fault["row_no"], fault["column_letters"], fault["severity"]) == (2, 5, "C", "blank")
    assert CANARY not in found.output


def test_the_list_is_written_on_request(tmp_path):
    called(tmp_path, with_one_fault(), "--feedback", str(tmp_path / "out" / "list.xlsx"))
    assert opened((tmp_path / "out" / "list.xlsx").read_bytes()).sheetnames == ["Summary", "What to mend"]


def test_a_folder_of_csv_files_is_one_submission(tmp_path):
    folder = tmp_path / "delivery"
    folder.mkdir()
    rows = [victim(number) for number in range(12)]
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    (folder / "trafficking.csv").write_text("\n".join(",".join(map(str, line)) for line in lines))
    (folder / "cover.csv").write_text("key,value\noffice,KEN\nyear,2012\n")
    assert CliRunner().invoke(app, ["check", str(folder)]).exit_code == 0


def test_the_marked_workbook_is_refused_without_a_recipient(tmp_path):
    options = ["--office", "KEN", "--year", "2012", "--out", str(tmp_path), "--marked"]
    found = CliRunner().invoke(app, ["feedback", *options])
    assert found.exit_code == 2
    assert not list(tmp_path.iterdir())
