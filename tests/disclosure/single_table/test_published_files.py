import pytest

from reports.disclosure.protect_table import protect_table
from reports.published import table_csv as published_csv
from reports.statistics import text_of
from tests.disclosure.single_table.unprotected_tables import cheapest, exclusive, spec_of

SPEC = spec_of("trafficking", "scope", share_base="known")


def test_a_published_file_has_a_line_a_cell_and_no_value_but_a_published_one():
    table = protect_table(exclusive(SPEC, [500, 3, 40, 60]), tie_break=cheapest("BOTH"))
    lines = published_csv.write_table_csv(table).decode().split("\n")
    assert lines[0] == "scope,year,measure,unit,base,value,status,flag,cell_id"
    assert lines[1] == "INTERNATIONAL,2012,persons,persons,,500,published,,t:INTERNATIONAL:persons:2012"
    assert lines[2] == "DOMESTIC,2012,persons,persons,,,confidential,,t:DOMESTIC:persons:2012"
    assert lines[6] == "INTERNATIONAL,2012,share_pct,per cent,known,92.1,published,,t:INTERNATIONAL:share_pct:2012"
    assert lines[11] == "total,2012,base,persons,known,543,published,,t:total:base:2012"
    assert lines[12] == "total,2012,response_pct,per cent,all,90.0,published,,t:total:response_pct:2012"
    assert len(lines) == 14 and lines[-1] == ""


def test_a_published_file_is_read_back_as_it_was_written():
    table = protect_table(exclusive(SPEC, [500, 3, 40, 60]), tie_break=cheapest("BOTH"))
    again = published_csv.read_table_csv(
        published_csv.write_table_csv(table), "t", "trafficking", 2012, text_of(SPEC, year=2012, codes=())
    )
    assert again.cells == table.cells and again == table


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"year,measure,unit,base,value,status,flag,cell_id\n",
        b"sex,year,measure,unit,base,value,status,flag,cell_id\nF,2012,persons,persons,,SECRET,published,,t\n",
        b"sex,year,measure,unit,base,value,status,flag,cell_id\nF,2012,persons,persons,,5,confidential,,t\n",
        b"sex,year,measure,unit,base,value,status,flag,cell_id\nSECRET\n",
    ],
)
def test_a_file_that_is_no_published_table_is_refused_without_its_content(content):
    with pytest.raises(published_csv.TableFileError) as fault:
        published_csv.read_table_csv(content, "t", "trafficking", 2012, text_of(SPEC))
    assert "SECRET" not in str(fault.value)
