"""Tables as programs and people write them: what each dialect means, and what is asked about."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lab.tables.load import (
    TableError,
    import_table,
    suggested_classes,
    suggested_roles,
    suggested_standard,
)
from playground.lab.tables.rows import Keep, TooManyRowsError
from playground.lab.tables.text import MOST_COLUMNS, numbers_from_text, parse_table

NBSP, THIN = "\u00a0", "\u202f"


def numbers(text, **how):
    """The rows of a table as they would be learnt, ignored columns left out."""
    raw = parse_table(text, **how)
    used = [k for k, role in enumerate(suggested_roles(raw)) if role != "ignore"]
    return [[raw.number(row, k) for k in used] for row in range(len(raw.rows))]


# One line a dialect: where it comes from, the text, and the numbers that are meant.
DIALECTS = {
    "plain": ("x,y\n1,2\n3.5,-4e-3\n", [[1, 2], [3.5, -0.004]]),
    "windows line ends": ("x,y\r\n1,2\r\n3,4\r\n", [[1, 2], [3, 4]]),
    "old mac line ends": ("x,y\r1,2\r3,4\r", [[1, 2], [3, 4]]),
    "blank lines": ("\n\nx,y\n\n1,2\n\n3,4\n\n\n", [[1, 2], [3, 4]]),
    "blanks after the comma": ("x, y\n1, 2\n3, 4\n", [[1, 2], [3, 4]]),
    "everything in quotes": ('"x","y"\n"1","2.5"\n"3","4"\n', [[1, 2.5], [3, 4]]),
    "no names": ("1.5,2\n3,4\n", [[1.5, 2], [3, 4]]),
    "german excel": ("x;y\n1,5;2\n0,25;-3,75\n", [[1.5, 2], [0.25, -3.75]]),
    "german thousands": ("x;y\n2.104,5;3\n1.600,0;4\n", [[2104.5, 3], [1600, 4]]),
    "german thousands settled elsewhere": ("x;y\n1.600;2,5\n2.400;3,5\n",
                                           [[1600, 2.5], [2400, 3.5]]),
    "german millions": ("x;y\n1.234.567;1\n2.000.000;2\n", [[1234567, 1], [2000000, 2]]),
    "three decimals below one": ("x;y\n0.125;1\n1.600;2\n", [[0.125, 1], [1.6, 2]]),
    "three decimals beside others": ("x;y\n1.600;2.5\n2.400;3.25\n", [[1.6, 2.5], [2.4, 3.25]]),
    "three decimals and an exponent": ("x\ty\n1.234e+01\t5\n2.345e+00\t6\n",
                                       [[12.34, 5], [2.345, 6]]),
    "three decimals between commas": ("x,y\n1.234,5\n2.345,6\n", [[1.234, 5], [2.345, 6]]),
    "us thousands": ('x,y\n"2,104",3\n980,4\n', [[2104, 3], [980, 4]]),
    "us thousands and decimals": ('x,y\n"2,104.5",3\n"1,600.25",4\n', [[2104.5, 3], [1600.25, 4]]),
    "us thousands between tabs": ("x\ty\n1,234.5\t1\n2,345\t2\n", [[1234.5, 1], [2345, 2]]),
    "indian grouping": ('x,y\n"12,34,567",1\n"1,600",2\n', [[1234567, 1], [1600, 2]]),
    "quoted decimal commas": ('x,y\n"2,5",3\n"3,125",4\n', [[2.5, 3], [3.125, 4]]),
    "french": (f"x;y\n1{THIN}234,5;2\n12{NBSP}000;3\n", [[1234.5, 2], [12000, 3]]),
    "swedish": ("x;y\n1 234,5;2\n999,5;3\n", [[1234.5, 2], [999.5, 3]]),
    "swiss": ("x;y\n1'234.50;2\n12’000.25;3\n", [[1234.5, 2], [12000.25, 3]]),
    "a real minus sign": ("x,y\n−1,2\n3,−4.5\n", [[-1, 2], [3, -4.5]]),
    "plus signs": ("x,y\n+1,2\n3,+4.5\n", [[1, 2], [3, 4.5]]),
    "bare points": ("x,y\n.5,2.\n-.25,4.\n", [[0.5, 2], [-0.25, 4]]),
    "tabs": ("x\ty\n1\t2\n3\t4\n", [[1, 2], [3, 4]]),
    "bars": ("x|y\n1|2\n3|4\n", [[1, 2], [3, 4]]),
    "aligned blanks": ("   x    y\n 1.0  2.0\n10.0 20.0\n", [[1, 2], [10, 20]]),
    "percent": ("x,y\n12.5%,1\n7 %,2\n", [[12.5, 1], [7, 2]]),
    "dollars": ('x,y\n"$1,234.50",1\n-$5,2\n$0.99,3\n', [[1234.5, 1], [-5, 2], [0.99, 3]]),
    "an accountant's loss": ('x,y\n"($1,234.50)",1\n$5,2\n', [[-1234.5, 1], [5, 2]]),
    "euros": ("x;y\n1.234,50 €;1\n5 €;2\n0,99€;3\n", [[1234.5, 1], [5, 2], [0.99, 3]]),
    "francs": ("x;y\nCHF 1'200.50;1\nCHF 5.00;2\n", [[1200.5, 1], [5, 2]]),
    "excel's first line": ("sep=;\nx;y\n1;2\n3;4\n", [[1, 2], [3, 4]]),
    "excel's first line, a comma": ("sep=,\r\nx,y\r\n1,2\r\n3,4\r\n", [[1, 2], [3, 4]]),
    "excel's first line, a tab": ("SEP=\t\nx\ty\n1\t2\n3\t4\n", [[1, 2], [3, 4]]),
    "numpy": ("# x y\n1.0e+00 2.0e+00\n3.0e+00 4.0e+00\n", [[1, 2], [3, 4]]),
    "numpy with commas": ("# x,y\n1.0,2.0\n3.0,4.0\n", [[1, 2], [3, 4]]),
    "gnuplot": ("# measured in May\n# x\ty\n1\t2\n3\t4\n5\t6\n", [[1, 2], [3, 4], [5, 6]]),
    "matlab": ("% x y\n1 2\n3 4\n", [[1, 2], [3, 4]]),
    "a comment in the middle": ("x,y\n1,2\n# again\n3,4\n5,6\n7,8\n",
                                [[1, 2], [3, 4], [5, 6], [7, 8]]),
    "comments without names": ("# measured in May\n1,2\n3,4\n", [[1, 2], [3, 4]]),
    "a title": ("Measurements in May\nx,y,z\n1,2,3\n4,5,6\n", [[1, 2, 3], [4, 5, 6]]),
    "a title as excel pads it": ("Report;;\nby me;;\nx;y;z\n1;2;3\n4;5;6\n",
                                 [[1, 2, 3], [4, 5, 6]]),
    "pandas": (",x,y\n0,1.5,2\n1,3,4\n", [[1.5, 2], [3, 4]]),
    "pandas, read and written again": ("Unnamed: 0,x,y\n0,1.5,2\n1,3,4\n", [[1.5, 2], [3, 4]]),
    "pandas, twice": (",Unnamed: 0,x,y\n0,0,1.5,2\n1,1,3,4\n", [[1.5, 2], [3, 4]]),
    "pandas without names": (",0,1\n0,0.5,2\n1,3,4\n", [[0.5, 2], [3, 4]]),
    "pandas without names or index": ("0,1,2\n0.5,2.5,1.5\n3.5,4.5,2\n",
                                      [[0.5, 2.5, 1.5], [3.5, 4.5, 2]]),
    "years as names": ("place,1990,1991\na,1.5,2\nb,3,4\n", [[1.5, 2], [3, 4]]),
    "scikit-learn": ("2,2,yes,no\n5.1,3.5,1.4,0\n4.9,3.0,1.4,1\n6.1,3.0,1.4,1\n",
                     [[5.1, 3.5, 1.4, 0], [4.9, 3.0, 1.4, 1], [6.1, 3.0, 1.4, 1]]),
    "R, write.csv": ('"","x","y"\n"1",1.5,2\n"2",3,4\n', [[1.5, 2], [3, 4]]),
    "R, write.table": ('"x" "y"\n"a" 1.5 2\n"b" 3 4\n', [[1.5, 2], [3, 4]]),
    "a delimiter ends each line": ("x,y,\n1,2,\n3,4,\n", [[1, 2], [3, 4]]),
    "it ends the rows only": ("x,y\n1,2,\n3,4,\n5,6,\n", [[1, 2], [3, 4], [5, 6]]),
    "a row of another length": ("x,y\n1,2\n3\n5,6\n7,8,9\n1,3\n", [[1, 2], [5, 6], [1, 3]]),
    "an id": ("id,x,y\n17,1.5,2\n23,3,4\n", [[1.5, 2], [3, 4]]),
    "a customer's id": ("Customer ID,x,y\n17,1.5,2\n23,3,4\n", [[1.5, 2], [3, 4]]),
    "names and remarks": ("name,x,y,why\nann,1,2,ok\nbo,3,4,bad\ncy,5,6,so\ndan,7,8,no\ned,9,1,-\n",
                          [[1, 2], [3, 4], [5, 6], [7, 8], [9, 1]]),
}


@pytest.mark.parametrize("text, meant", DIALECTS.values(), ids=DIALECTS)
def test_a_dialect_is_read_as_it_is_meant(text, meant):
    assert numbers(text) == meant


@pytest.mark.parametrize("text, meant", DIALECTS.values(), ids=DIALECTS)
def test_what_was_found_can_be_said_and_is_read_the_same(text, meant):
    raw = parse_table(text)
    said = parse_table(
        text, delimiter=raw.delimiter, decimal=raw.decimal, thousands=raw.thousands,
        header=raw.header, skip=raw.skip, comment=raw.comment,
    )
    assert said == raw


@pytest.mark.parametrize(("text", "one", "other"), [
    ("x;y\n1.234;5\n2.345;6\n", 1.234, 1234),
    ("x;y\n1,234;5\n2,345;6\n", 1.234, 1234),
    ("x\ty\n12.345\t5\n980\t6\n", 12.345, 12345),
    ("x|y\n7|1.000\n8|2.500\n", 1, 1000),
    ("x;y\n1,234;5.678\n2,345;6.789\n", 1234, 1.234),
])
def test_two_readings_are_asked_about_and_nothing_is_imported_before(text, one, other):
    raw = parse_table(text)
    assert raw.doubt is not None
    (first, value), (second, another) = raw.doubt.readings
    assert {value, another} == {one, other} and first.decimal != second.decimal
    with pytest.raises(TableError, match=r"line 2, column \d .*can be read as .* or as"):
        import_table(raw)
    for marks, value in raw.doubt.readings:
        settled = parse_table(text, decimal=marks.decimal)
        assert settled.doubt is None
        assert settled.number(0, raw.doubt.column) == value
        assert import_table(settled).dataset.X


def test_a_doubt_far_down_is_found_and_settled_by_one_cell():
    rows = ["x;y", *(f"{k};{k % 7}" for k in range(500)), "1.234;5"]
    raw = parse_table("\n".join(rows))
    assert raw.doubt is not None and raw.doubt.line == 502 and raw.doubt.cell == "1.234"
    assert parse_table("\n".join([*rows, "0.5;5"])).doubt is None
    settled = parse_table("\n".join([*rows, "0,5;5"]))
    assert settled.doubt is None and settled.number(500, 0) == 1234


@pytest.mark.parametrize("last, doubtful, decimal", [
    ("9.999;1", True, "."), ("0.5;1", False, "."), ("0,5;1", False, ","), ("7;1", True, "."),
])
def test_a_large_table_is_in_doubt_as_a_small_one_is(last, doubtful, decimal):
    text = "x;y\n" + "".join(f"{k % 9 + 1}.{k % 1000:03d};{k}\n" for k in range(60_000 // 4))
    raw = parse_table(text + "\n".join([last] * 3))
    assert (raw.doubt is not None, raw.decimal) == (doubtful, decimal)


def test_integers_first_and_doubtful_points_later_in_a_large_table():
    text = "x;y;z\n" + "1;2;3\n" * 19_000 + "1.234;2;3\n"
    large = parse_table(text + "5;6;7\n" * 900, delimiter=";")
    assert large.doubt is not None and large.doubt.line == 19_002


def test_percent_and_bare_numbers_do_not_mix_silently():
    raw = parse_table("x,y\n5%,1\n0.07,2\n9%,3\n")
    assert "x is in %: the number is taken as it is written." in raw.notes
    with pytest.raises(TableError, match=r'line 3, column 1 \(x\): "0.07" has no unit'):
        import_table(raw)
    raw = parse_table("x,y\n$5,1\n7 €,2\n$9,3\n11,4\n")
    with pytest.raises(TableError, match=r'line 3, column 1 \(x\): "7 €" is in €, but others'):
        import_table(raw)
    assert import_table(raw, missing="drop", standardize=False).dataset.X == ((5,), (9,), (11,))


@pytest.mark.parametrize("cell", ["12.05.2024", "1,23", "1,2345", "0,123", "1.2.3", "12-05", "5 kg",
                                  "%", "$", "$5%", "(5)", "1 23", "--5", "1e", "٣"])
def test_what_only_looks_like_a_number_stays_a_word(cell):
    raw = parse_table(f'x;y\n{cell};1\n{cell};2\n{cell};3\n', decimal=".")
    assert raw.kinds[0] == "text"


@pytest.mark.parametrize("missing", ["", "NA", "n/a", "NaN", "null", "?", "-", "–", "#N/A", "none",
                                     "<NA>", "."])
def test_missing_values_in_their_many_spellings(missing):
    raw = parse_table(f"x,y\n1,2.5\n{missing},3\n5,6\n")
    with pytest.raises(TableError, match=r"line 3, column 1 \(x\): a value is missing .*1 of 3"):
        import_table(raw)
    imported = import_table(raw, missing="drop", standardize=False)
    assert imported.left_out == {"missing": (3,)} and imported.dataset.X == ((1,), (5,))


def test_a_word_may_be_a_class_that_among_numbers_means_nothing():
    imported = import_table(parse_table("x,y\n1,none\n2,some\n3,none\n4,some\n"))
    assert imported.dataset.class_names == ("none", "some")


def test_rows_are_left_out_with_their_reasons_and_lines():
    raw = parse_table("x,y\nm,kg\n1,2.5\n,3\n5,6\n7\n8,9\n10,11\n12,1,3\n")
    assert raw.ragged == (6, 9)
    assert "2 rows are left out for not having 2 cells (lines 6, 9)." in raw.notes
    imported = import_table(raw, missing="drop", standardize=False)
    assert imported.left_out == {"missing": (4,), "not a number": (2,)}
    assert imported.dataset.X == ((1,), (5,), (8,), (10,)) and imported.dropped == (2, 4)
    assert imported.notes[-2:] == (
        "1 of 6 rows were left out for missing values (line 4).",
        "1 of 6 rows were left out for words where a number should be (line 2).",
    )


def test_mostly_uneven_rows_are_no_table():
    with pytest.raises(TableError, match="line 3: has 3 cells, but line 1 has 2"):
        parse_table("a,b\n1,2\n1,2,3\n1\n1,2,3,4\n1,2,3,4,5\n", delimiter=",")


def test_more_names_than_cells_is_said():
    with pytest.raises(TableError, match="line 1: has 3 cells, but line 2 has 2"):
        parse_table("a,b,c\n1,2\n3,4\n", skip=0)


@pytest.mark.parametrize(("target", "classes"), [
    ("2 4 6 8", False), ("399900 329900 369000 232000", False), ("0 1 1 0", True),
    ("0.0 1.0 1.0 0.0", True), ("0 1 1", True), ("0 1", False), ("1 2 3 1 2 3", True),
    ("1 2 3 4 1", False), ("10 20 20 10 10 20", True), ("1500 2000 1500 2000", False),
    ("2019 2020 2021 2019 2020 2021", False), ("-1 1 1 -1", True), ("1.5 2.5 1.5 2.5", False),
    ("5% 7% 5% 7%", False), ("a b a b", True), ("$1 $2 $1 $2", False),
])
def test_classes_come_again_and_again_and_numbers_do_not(target, classes):
    rows = "".join(f"{k / 4},{value}\n" for k, value in enumerate(target.split()))
    raw = parse_table(f"x,z\n{rows}")
    assert suggested_classes(raw, 1) is classes
    assert (import_table(raw).dataset.classes > 0) is classes


def test_the_same_class_written_in_two_ways_is_one():
    imported = import_table(parse_table("x,y\n1,0\n2,1.0\n3,1\n4,0.0\n"))
    assert imported.dataset.class_names == ("0", "1")
    assert imported.dataset.y == ((0,), (1,), (1,), (0,))


@pytest.mark.parametrize(("target", "standard"), [
    ("2 4 6 8", False), ("399900 329900 369000 232000", True), ("-3 5 99 1", False),
    ("0 0 100 1", True), ("0.001 0.002 0.003 0.5", False),
])
def test_a_large_target_is_to_be_standardized(target, standard):
    rows = "".join(f"{k / 4},{value}\n" for k, value in enumerate(target.split()))
    raw = parse_table(f"x,z\n{rows}")
    assert suggested_standard(raw, [1]) is standard
    dataset = import_table(raw, classes=False, standardize_target=standard).dataset
    assert dataset.standardize_target is standard
    if standard:
        data = dataset.make(0)
        assert data.y.mean() == pytest.approx(0, abs=1e-12) and data.y.std() == pytest.approx(1)


def test_a_thousand_equal_names_are_told_apart_in_one_sentence():
    raw = parse_table(",".join("a" * MOST_COLUMNS) + "\n" + ",".join("1" * MOST_COLUMNS) + "\n")
    assert len(set(raw.names)) == MOST_COLUMNS and raw.names[-1] == f"a {MOST_COLUMNS}"
    assert [n for n in raw.notes if "called a" in n] == [
        "1,000 columns are called a; all but one are now a 2 to a 1000."
    ]
    assert parse_table("a 2,a,a,a 2,a\n1,2,3,4,5\n").names == ("a 2", "a", "a 3", "a 2 2", "a 4")


@pytest.mark.parametrize("which", [None, "first", "random"])
def test_of_too_many_rows_the_beginning_is_known(which):
    text = "x,y\n" + "".join(f"{k}.25,{k % 2}\n" for k in range(50_000))
    if which is None:
        with pytest.raises(TooManyRowsError) as error:
            parse_table(text)
        raw = error.value.start
        assert error.value.rows == 50_000 and error.value.most == 20_000
    else:
        raw = parse_table(text, keep=Keep(which, 1))
        assert len(raw.rows) == 20_000
    assert (raw.delimiter, raw.names, raw.header) == (",", ("x", "y"), True)
    assert re.fullmatch(r"\d+\.25", raw.rows[0][0])


def test_leading_lines_comment_sign_and_thousands_mark_can_be_set():
    text = "made by hand, 2024\n!note\nx;y\n1_0;2\n"
    raw = parse_table(text.replace("_", "'"), skip=1, comment="!", thousands="'")
    assert raw.names == ("x", "y") and raw.lines == (4,) and raw.rows == (("1'0", "2"),)
    assert numbers("x;y\n1.234;5\n2.345;6\n", thousands=".") == [[1234, 5], [2345, 6]]
    assert numbers("x;y\n1.234;5\n2.345;6\n", thousands="", decimal=".") == [[1.234, 5], [2.345, 6]]
    assert numbers("1,2\n3,4\n5,6\n", skip=2) == [[5, 6]]
    assert parse_table("#a,b\n1,2\n3,4\n", comment="").names == ("#a", "b")


def test_a_pasted_block_loses_no_line():
    with pytest.raises(TableError, match="line 2: has not 2 cells"):
        numbers_from_text("1\t2\n3\n4\t5\n")
    with pytest.raises(TableError, match="can be read as"):
        numbers_from_text("1.234\t2\n")


# What is written in a dialect reads back the same.

DECIMALS = st.sampled_from([".", ","])
FLOATS = st.floats(-1e15, 1e15, allow_nan=False).map(lambda v: float(f"{v:.9g}"))


def grouped(value, thousands, decimal):
    whole, _, rest = f"{abs(value):.4f}".partition(".")
    marked = f"{int(whole):,}".replace(",", thousands)
    return f"{'-' if value < 0 else ''}{marked}{decimal}{rest}"


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_numbers_written_in_a_dialect_read_back_the_same(data):
    decimal = data.draw(DECIMALS)
    delimiter = data.draw(st.sampled_from([";", "\t", "|"] + [","] * (decimal == ".")))
    width = data.draw(st.integers(2, 5))
    rows = data.draw(st.lists(
        st.lists(FLOATS, min_size=width, max_size=width), min_size=1, max_size=12,
    ))
    header = data.draw(st.booleans())
    lines = [delimiter.join(f"name{k}" for k in range(width))] if header else []
    lines += [delimiter.join(repr(v).replace(".", decimal) for v in row) for row in rows]
    if data.draw(st.booleans()):
        lines.insert(0, f"sep={delimiter}")
    text = data.draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    raw = parse_table(text, header=header)
    if raw.doubt is not None:
        raw = parse_table(text, header=header, decimal=decimal)
    read = [[raw.number(i, k) for k in range(width)] for i in range(len(raw.rows))]
    assert (raw.delimiter, read) == (delimiter, rows)


@settings(deadline=None, max_examples=150)
@given(
    rows=st.lists(st.tuples(*[st.floats(-1e9, 1e9).map(lambda v: round(v, 4))] * 3), min_size=1,
                  max_size=12),
    marks=st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (",", NBSP)]),
    delimiter=st.sampled_from([";", "\t", "|", ","]),
)
def test_numbers_with_thousands_marks_read_back_the_same(rows, marks, delimiter):
    decimal, thousands = marks
    quote = '"' if delimiter in (decimal, thousands) else ""
    lines = ["a" + delimiter + "b" + delimiter + "c"]
    lines += [delimiter.join(f"{quote}{grouped(v, thousands, decimal)}{quote}" for v in row)
              for row in rows]
    raw = parse_table("\n".join(lines))
    assert raw.doubt is None
    read = np.array([[raw.number(i, k) for k in range(3)] for i in range(len(rows))])
    assert np.array_equal(read, np.array(rows))


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="0123456789.,;'\" \t\n#%$€-+eExyNA=sp|()", max_size=80))
def test_any_text_is_a_table_or_refused(text):
    try:
        raw = parse_table(text)
        imported = import_table(raw, missing="drop")
    except TableError as error:
        assert "\n" not in str(error)
    else:
        assert all(math.isfinite(v) for row in imported.dataset.X for v in row)
