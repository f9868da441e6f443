import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from expectations.contract import LANGUAGES, load_contract
from expectations.feedback import Assessment, compared, listed, marked
from expectations.feedback.words import FeedbackWords, feedback_words
from expectations.reading import SubmittedFile, reasons
from tests.lib.submissions.faulty_workbooks import (
    CANARY,
    OFFICE,
    all_texts,
    assessed,
    opened,
    victim,
    with_one_fault,
    workbook,
)
from tests.lib.submissions.files import YEAR

CONTRACT = load_contract()


def cells(content, sheet):
    return [[cell.value for cell in line] for line in opened(content).worksheets[sheet].iter_rows()]


def wild():
    rows = [victim(n) for n in range(12)]
    rows[2] |= {"sex": '=HYPERLINK("http://x")', "age": "@SUM(1)"}
    rows[4] |= {"sex": CANARY}
    for row in rows:
        row["Remarks of the officer"] = CANARY
    return workbook({"trafficking": rows}, above=["Prepared by " + CANARY, ""])


def test_the_list_holds_no_value_of_the_file():
    content = listed(assessed(wild()), CONTRACT)
    assert not [text for text in all_texts(content) if CANARY in text or "HYPERLINK" in text or "SUM(1)" in text]


def test_the_list_names_sheet_cell_question_and_message():
    remark = next(line for line in cells(listed(assessed(with_one_fault()), CONTRACT), 1) if "C5" in line)
    assert remark[:6] == [1, 2, "Trafficking", "C5", "Sex", "value unknown"]
    assert "list of codes" in remark[6]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_speaks_the_language_of_the_cover(language):
    content = listed(assessed(with_one_fault(language=language)), CONTRACT)
    words = FeedbackWords(language)
    assert opened(content).worksheets[0]["A1"].value == words.say("title")
    for sheet in opened(content).worksheets:
        top = " ".join(str(cell.value) for line in sheet.iter_rows(max_row=6) for cell in line)
        assert words.say("golden") in top
    assert CONTRACT.forms["trafficking"].by_name["sex"].label.in_language(language) in all_texts(content)


def test_the_summary_counts_what_was_read_accepted_and_held_back():
    rows = [victim(0, case_ref=""), *(victim(n) for n in range(1, 12))]
    summary = cells(listed(assessed(workbook({"trafficking": rows})), CONTRACT), 0)
    counts = next(line for line in summary if line[0] == "Trafficking")
    assert counts[1:4] == [12, 11, 1]


def test_a_clean_submission_is_thanked_for():
    clean = assessed(workbook({"trafficking": [victim(n) for n in range(12)]}))
    assert "Nothing has to be mended. Thank you." in all_texts(listed(replace(clean, remarks=()), CONTRACT))


def test_a_refused_submission_is_told_why_in_three_languages():
    refused = Assessment(OFFICE, YEAR, "en", refusal="locked")
    texts = all_texts(listed(refused, CONTRACT))
    assert {reasons()["locked"].in_language(language) for language in LANGUAGES} <= set(texts)


def test_a_resubmission_says_what_was_mended_what_remains_and_what_is_new():
    former = assessed(with_one_fault(3)).remarks
    now = assessed(with_one_fault(5))
    remarks, mended = compared(now.remarks, former)
    content = listed(replace(now, remarks=remarks, mended=mended), CONTRACT)
    book = opened(content)
    assert book.sheetnames == ["Summary", "What to mend", "Mended"]
    since = next(line for line in cells(content, 0) if line[0] == "Sex" and isinstance(line[2], int))
    assert since[2:5] == [1, 0, 1]
    assert "C5" in [cell.value for cell in book["Mended"]["D"]]
    assert "new" in [cell.value for cell in book["What to mend"]["H"]]


def test_the_marked_workbook_marks_the_faulty_cell_where_it_stood():
    files = with_one_fault(language="fr")
    sheet = opened(marked(files, CONTRACT, assessed(files))).worksheets[1]
    assert sheet["C5"].value == "perhaps"
    assert sheet["C5"].fill.fgColor.rgb == "FFFCD9A8"
    assert sheet["C5"].comment.text.startswith("Sexe")
    assert (sheet["A5"].value, sheet["A5"].comment) == ("T3", None)


def test_formulas_stay_text_and_what_is_outside_the_form_is_left_out():
    files = wild()
    content = marked(files, CONTRACT, assessed(files))
    sheet = opened(content).worksheets[1]
    assert (sheet["C6"].value, sheet["C6"].data_type) == ('=HYPERLINK("http://x")', "s")
    assert (sheet["D6"].value, sheet["D6"].data_type) == ("@SUM(1)", "s")
    assert [text for text in all_texts(content) if CANARY in text] == [CANARY]  # the cell of the form alone
    with zipfile.ZipFile(BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in xml or b"<hyperlink" in xml for xml in sheets)


def test_identifiers_are_left_out_of_the_marked_workbook():
    rows = [victim(n) for n in range(12)]
    rows[5] |= {"citizenship": "jane.doe@example.org"}
    for row in rows:
        row["Full name"] = CANARY
    files = workbook({"trafficking": rows})
    content = marked(files, CONTRACT, assessed(files))
    assert not [text for text in all_texts(content) if CANARY in text or "jane.doe" in text]
    assert "(left out)" in all_texts(content)


def test_a_csv_file_comes_back_as_a_workbook():
    rows = [victim(n) for n in range(12)]
    rows[3]["sex"] = "=1+1"
    text = "\r\n".join(",".join(map(str, line)) for line in [rows[0], *(row.values() for row in rows)])
    files = [SubmittedFile("trafficking.csv", text.encode())]
    sheet = opened(marked(files, CONTRACT, assessed(files))).worksheets[1]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=1+1", "s")


def test_the_same_submission_gives_the_same_bytes():
    files = wild()
    assert listed(assessed(files), CONTRACT) == listed(assessed(files), CONTRACT)
    assert marked(files, CONTRACT, assessed(files)) == marked(files, CONTRACT, assessed(files))


def test_every_text_is_there_in_three_languages_with_the_same_places_to_fill():
    for key, labels in feedback_words().items():
        names = {
            language: sorted(part.split("}")[0] for part in labels.in_language(language).split("{")[1:])
            for language in LANGUAGES
        }
        assert len({tuple(found) for found in names.values()}) == 1, key
