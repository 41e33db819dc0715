"""Own tables: what is found out about a CSV file, and what is refused by line and column."""

import json
import random

import numpy as np
import pytest

from playground.engine.datasets.table import MOST_ROWS
from playground.lab.edits.network import choose_dataset
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import presets
from playground.lab.experiments.resources import resource
from playground.lab.tables.load import (
    TableError,
    import_table,
    numbers_from_text,
    parse_table,
    read_table,
    suggested_classes,
    suggested_roles,
)

FLOWERS = "length,width,kind\n1.5,2,rose\n3,4.25,tulip\n5,6,rose\n"


def refused(function, *args, **kwargs):
    with pytest.raises(TableError) as error:
        function(*args, **kwargs)
    return str(error.value)


@pytest.mark.parametrize(
    ("delimiter", "decimal"), [(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", "."),
                               ("\t", "."), ("|", ",")],
)
@pytest.mark.parametrize("header", [True, False])
def test_delimiter_decimal_mark_and_header_are_found(delimiter, decimal, header):
    lines = [["length", "width", "kind"]] if header else []
    lines += [["1.5", "-2", "rose"], ["3e2", "4.25", "tulip"], ["-5.125", ".5", "rose"]]
    cells = [[c.replace(".", decimal) for c in line] for line in lines]
    raw = parse_table("\n".join(delimiter.join(line) for line in cells))
    assert (raw.delimiter, raw.decimal, raw.header) == (delimiter, decimal, header)
    assert raw.kinds == ("number", "number", "text")
    assert raw.names == (
        ("length", "width", "kind") if header else ("column 1", "column 2", "column 3")
    )
    data = import_table(raw, standardize=False).dataset.make(0)
    assert data.X.tolist() == [[1.5, -2], [300, 4.25], [-5.125, 0.5]]
    assert data.y.tolist() == [[0], [1], [0]] and data.class_labels == ("rose", "tulip")


def test_columns_of_blanks_and_quoted_cells():
    raw = parse_table("x   y\n1   2\n 3 -4.5 \n")
    assert raw.delimiter == " " and raw.rows == (("1", "2"), ("3", "-4.5"))
    raw = parse_table('a,"b, with comma",c\r\n1,"2,5",x\r\n"3,5",4,"two\nlines"\r\n5,6,x\r\n')
    assert raw.names == ("a", "b, with comma", "c") and raw.decimal == ","
    assert raw.lines == (2, 3, 5)
    assert import_table(raw, standardize=False).dataset.X == ((1, 2.5), (3.5, 4), (5, 6))


@pytest.mark.parametrize(
    ("text", "header"),
    [("a,b\nc,d\na,d\n", False), ("name,kind\nx,u\ny,v\n", True), ("1,2\n3,4\n", False),
     ("a,1\nb,2\n", False), ("x,y\n1,2\n", True)],
)
def test_headers(text, header):
    assert parse_table(text).header is header
    assert len(parse_table(text, header=not header).rows) != len(parse_table(text).rows)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"),
     ("latin-1", "latin-1")],
)
def test_encodings(tmp_path, encoding, found):
    path = tmp_path / "table.csv"
    path.write_bytes("Länge,Größe\n1,2\n3,4\n".encode(encoding))
    raw = read_table(path)
    assert raw.names == ("Länge", "Größe") and raw.encoding == found
    assert any("Latin-1" in note for note in raw.notes) == (found == "latin-1")


def test_names_that_are_empty_or_come_twice():
    raw = parse_table("x,,x\n1,2,3\n")
    assert raw.names == ("x", "column 2", "x 2")
    assert "Two columns are called x; column 3 is now x 2." in raw.notes


def test_a_preview_is_short():
    raw = parse_table("a,b\n" + "1,2\n" * 300)
    assert len(raw.preview()) == 50 and len(raw.rows) == 300


def test_the_penguins_come_in_as_they_lie():
    raw = read_table(resource("data/penguins.csv"))
    roles = suggested_roles(raw)
    assert dict(zip(raw.names, roles, strict=True)) == {
        "species": "target", "island": "ignore", "bill_length_mm": "input",
        "bill_depth_mm": "input", "flipper_length_mm": "input", "body_mass_g": "input",
        "sex": "ignore", "year": "input",
    }
    assert refused(import_table, raw) == (
        'line 5, column 3 (bill_length_mm): a value is missing ("NA" stands there); fill it in, '
        "or leave out such rows (2 of 344)"
    )
    imported = import_table(raw, missing="drop", test_fraction=0.25)
    assert imported.dropped == (5, 273) and "2 of 344 rows were left out" in imported.notes[-2]
    assert imported.notes[-1] == "There are 3 classes: Adelie, Chinstrap, Gentoo."
    experiment = choose_dataset(presets["xor"].experiment(), imported.dataset)
    assert experiment.problem.network.sizes == (5, 4, 3)
    back = Experiment.from_dict(json.loads(json.dumps(experiment.to_dict())))
    assert back == experiment
    run = back.run_of(back.runners[0])
    run.ensure(2000)
    assert run[run.last].loss < run[0].loss / 3


def test_roles_words_and_several_targets():
    raw = parse_table("a,sex,b,c\n1,f,2,3\n2,m,5,4\n3,f,7,9\n")
    imported = import_table(raw, ("input", "input", "target", "target"), standardize=False)
    assert imported.dataset.columns == ("a", "sex = f", "sex = m")
    assert imported.dataset.X[1] == (2, 0, 1) and imported.dataset.y[1] == (5, 4)
    assert imported.dataset.target_names == ("b", "c")
    assert "b and c cannot both be targets" in refused(
        import_table, raw, ("input", "input", "target", "target"), classes=True)
    for roles, lacks in ((("input",) * 4, "a target"), (("target",) * 4, "an input")):
        assert f"no column is {lacks}" in refused(import_table, raw, roles)
    assert "4 columns, but 2 roles" in refused(import_table, raw, ("input", "target"))
    assert "column 2: the role must be one of" in refused(
        import_table, raw, ("input", "x", "target", "target"))


def test_classes_or_numbers():
    few = parse_table("x,label\n1,1\n2,2\n3,10\n4,1\n5,2\n6,10\n")
    assert suggested_classes(few, 1)
    assert import_table(few).dataset.class_names == ("1", "2", "10")
    assert import_table(few, classes=False).dataset.y[:3] == ((1,), (2,), (10,))
    real = parse_table("x,y\n1,1.5\n2,2\n3,10\n")
    assert not suggested_classes(real, 1) and import_table(real).dataset.classes == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FLOWERS.replace("4.25", "wide"), 'line 3, column 2 (width): "wide" is not a number'),
        (FLOWERS.replace("4.25", "inf"), 'line 3, column 2 (width): "inf" is not a number'),
        (FLOWERS.replace("4.25", "1e999"), "line 3, column 2 (width): \"1e999\" is larger than"),
        (FLOWERS.replace("4.25", '"4,25"'),
         'line 3, column 2 (width): "4,25" is not a number here: the decimal mark is a point'),
        (FLOWERS.replace("4.25", "nan"),
         'line 3, column 2 (width): a value is missing ("nan" stands there)'),
        (FLOWERS.replace("4.25", ""),
         "line 3, column 2 (width): a value is missing (nothing stands there)"),
        (FLOWERS.replace("tulip", "rose"),
         "column 3 (kind): all rows are of one class (rose); it takes two to tell apart"),
        ("a,b\n", "there are no rows of data in it"),
        ("", "there are no rows of data in it"),
        ("\n\n  \n", "there are no rows of data in it"),
        ("x\n1\n2\n", "no column is an input"),
        ("a,b\n,1\n,2\n", "no column is an input"),
    ],
)
def test_what_is_wrong_is_named(text, says):
    assert refused(lambda: import_table(parse_table(text))).startswith(says)


def test_no_row_left():
    raw = parse_table("a,b\n,1\n2,\n", header=True)
    assert "there are no rows left" in refused(
        import_table, raw, ("input", "target"), missing="drop")


def test_a_header_alone_says_so():
    assert "only a line of names" in refused(parse_table, "a,b\n", header=True)


def test_too_much(tmp_path, monkeypatch):
    million = "1,2\n" * 1_000_000
    assert refused(parse_table, million) == (
        "there are 1,000,000 rows in it; at most 20,000 can be used. Keep a part of them"
    )
    assert "20,001 rows" in refused(parse_table, "1,2\n" * (MOST_ROWS + 1))
    assert len(parse_table("1,2\n" * MOST_ROWS).rows) == MOST_ROWS
    assert "1001 columns" in refused(parse_table, ",".join("1" * 1001) + "\n")
    wide = parse_table((",".join("1" * 800) + "\n") * 13_000)
    assert "at most 10,000,000 numbers" in refused(import_table, wide)
    words = parse_table("a,b,c\n" + "".join(f"w{k},{k},{k % 2}\n" for k in range(30)))
    assert "30 different texts" in refused(import_table, words, ("input", "input", "target"))
    many = parse_table("a,b\n" + "".join(f"w{k},{k}\n" for k in range(70)))
    assert "70 different classes" in refused(import_table, many, ("target", "input"))
    path = tmp_path / "big.csv"
    path.write_bytes(b"1,2\n" * 100)
    monkeypatch.setattr("playground.lab.tables.text.MOST_BYTES", 100)
    assert "at most" in refused(read_table, path)


def test_no_text_at_all(tmp_path):
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04\0\0\0\xff\xfe")
    assert "not a text file" in refused(read_table, path)
    path.write_bytes(b"\xef\xbb\xbf\xff\xff1,2\n")
    assert "promise Unicode" in refused(read_table, path)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_written_comes_back(seed):
    rng = random.Random(seed)
    delimiter, decimal = rng.choice([(",", "."), (";", ","), ("\t", "."), ("\t", ","), (";", ".")])
    rows = [[rng.uniform(-1e3, 1e3) * 10 ** rng.randint(-9, 9) for _ in range(3)]
            for _ in range(rng.randint(2, 30))]
    text = f"a{delimiter}b{delimiter}c\n" + "\n".join(
        delimiter.join(repr(v).replace(".", decimal) for v in row) for row in rows
    )
    end = rng.choice(["\n", "\r\n"])
    raw = parse_table(text.replace("\n", end))
    data = import_table(raw, standardize=False).dataset.make(0)
    assert np.array_equal(np.hstack([data.X, data.y]), np.array(rows))


def test_a_block_from_a_spreadsheet():
    assert numbers_from_text("1\t2,5\n-3\t4\n") == ((1, 2.5), (-3, 4))
    assert numbers_from_text("7") == ((7,),) and numbers_from_text("−1 2\n3 4") == ((-1, 2), (3, 4))
    assert refused(numbers_from_text, "1\tx\n2\t3") == 'line 1, column 2: "x" is not a number'
    assert "no rows" in refused(numbers_from_text, " \n")
