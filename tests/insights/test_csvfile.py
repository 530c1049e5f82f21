"""CSV files as they really come."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.insights.csvfile import CsvError, CsvReader, Row, find_column


def read(data: bytes, size: int = 1 << 20) -> tuple[CsvReader, list[Row]]:
    reader = CsvReader()
    rows: list[Row] = []
    for start in range(0, len(data), size):
        rows += reader.feed(data[start : start + size])
    rows += reader.finish()
    return reader, rows


def cells(data: bytes, size: int = 1 << 20) -> list[list[str]]:
    return [list(row.cells.values()) for row in read(data, size)[1]]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=8), st.sampled_from(",;\t|"), st.integers(1, 40), st.booleans())
def test_what_csv_writes_is_read_back(rows: list[tuple[str, str, str]], separator: str, size: int, crlf: bool) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n" if crlf else "\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    writer.writerows(rows)
    wanted = [list(row) for row in rows if any(cell.strip() for cell in row)]
    assert cells(out.getvalue().encode(), size) == wanted


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_break_it(data: bytes, size: int) -> None:
    try:
        read(data, size)
    except CsvError:
        return


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("size", [3, 1000])
def test_encodings(encoding: str, size: int) -> None:
    assert cells("id,text\n1,déjà\n".encode(encoding), max(size, 400 if "le" in encoding or "be" in encoding else 0))[
        0
    ] == [
        "1",
        "déjà",
    ]


def test_one_wrong_byte_does_not_spoil_the_rest() -> None:
    reader, rows = read("id,text\n1,déjà\n".encode() + b"2,d\xe9j\xe0\n")
    assert [row.cells["text"] for row in rows] == ["déjà", "déjà"]
    assert reader.not_utf8 == 1


def test_an_open_quote_costs_one_row() -> None:
    body = "".join(f'{n},"text {n}"\n' for n in range(1000))
    reader, rows = read(("id,text\n" + body + '5000,"never closed\n' + body).encode())
    assert len(rows) == 2000
    assert [str(problem) for problem in reader.problems] == ["line 1002: a quotation mark is opened and never closed"]


def test_an_open_quote_at_the_end_costs_one_row() -> None:
    reader, rows = read(b'id,text\n1,"open\n2,two\n3,three\n')
    assert [row.cells["id"] for row in rows] == ["2", "3"]
    assert reader.left_out == 1


def test_rows_with_other_numbers_of_cells() -> None:
    reader, rows = read(b"a,b,c\n1,2\n1,2,3,\n1,2,3,4\n\n,,\n")
    assert [row.cells for row in rows] == [{"a": "1", "b": "2", "c": ""}, {"a": "1", "b": "2", "c": "3"}]
    assert str(reader.problems[0]) == "line 4: it has 4 cells; the header has 3"


def test_lines_are_counted_through_replies_of_several_lines() -> None:
    assert [row.line for row in read(b'a,b\n"1\n2\n3",x\n4,y\n')[1]] == [2, 5]


def test_excel_may_name_its_separator() -> None:
    assert cells(b"sep=;\na;b\n1;2,5\n") == [["1", "2,5"]]


def test_names_of_columns_stay_apart() -> None:
    assert read(b"id, id ,\n1,2,3\n")[0].columns == ["id", "id (2)", "column 3"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_what_is_no_table_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(CsvError):
        read(data)


def test_columns_are_found_whatever_their_spelling() -> None:
    assert find_column(["Ticket ID", "Agent"], ["ticket_id", "id"]) == "Ticket ID"
    assert find_column(["Agent"], ["ticket_id"]) is None
