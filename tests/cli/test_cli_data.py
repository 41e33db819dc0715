"""`playground data read`: how a table is understood, for teachers and for other programs."""

import json
import os

import pytest

from playground.__main__ import main


@pytest.fixture
def read(tmp_path, capsys):
    """Runs the command on a text; exit code, what it printed, and its lines on stderr."""

    def run(text, *options):
        path = tmp_path / "table.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        code = main(["data", "read", str(path), *options])
        out, err = capsys.readouterr()
        return code, out, err.replace(str(path), "table.csv")

    return run


def understood(read, text, *options):
    code, out, err = read(text, "--json", *options)
    assert (code, err) == (0, "")
    return json.loads(out)


HOUSES = 'size,rooms,price\n"2,104",3,"399,900"\n"1,600",3,"329,900"\n980,2,"99,500"\n'


def test_the_json_says_everything_that_was_found_out(read):
    found = understood(read, HOUSES)
    assert {key: found[key] for key in found if key != "notes"} == {
        "delimiter": ",", "decimal": ".", "thousands": ",", "header": True, "skipped_lines": 0,
        "rows": 3, "left_out": {}, "task": "regression", "standardize_target": True,
        "encoding": "utf-8", "comment": None,
        "columns": [
            {"name": "size", "role": "input", "kind": "number", "first": [2104, 1600, 980]},
            {"name": "rooms", "role": "input", "kind": "number", "first": [3, 3, 2]},
            {"name": "price", "role": "target", "kind": "number",
             "first": [399900, 329900, 99500]},
        ],
    }
    assert 'The thousands mark is a comma: "2,104" is 2104.' in found["notes"]


def test_rows_are_counted_with_the_reasons_why_others_are_left_out(read):
    found = understood(read, "x,y\n1,2\n,3\n4\n5,word\n6,7.5\n8,\n9,1\n")
    assert found["rows"] == 3
    assert found["left_out"] == {"missing": 2, "not a number": 1, "another number of cells": 1}


def test_of_too_many_rows_the_first_are_used_and_the_rest_is_counted(read):
    found = understood(read, "x,y\n" + "".join(f"{k}.5,{k % 2}\n" for k in range(50_000)))
    assert (found["delimiter"], found["rows"]) == (",", 20_000)
    assert found["left_out"] == {"too many": 30_000} and found["task"] == "classification"


def test_words_and_ignored_columns_are_shown_as_they_stand(read):
    found = understood(read, "when;x;kind\n12.05.2024;1,5;rose\n13.05.2024;;tulip\n"
                             "14.05.2024;2,5;rose\n15.05.2024;3,5;tulip\n")
    assert [(c["role"], c["kind"], c["first"]) for c in found["columns"]] == [
        ("ignore", "class", ["12.05.2024", "14.05.2024", "15.05.2024"]),
        ("input", "number", [1.5, 2.5, 3.5]),
        ("target", "class", ["rose", "rose", "tulip"]),
    ]


def test_two_readings_are_refused_in_one_line_that_names_the_mend(read):
    text = "a;b\n1.234;5\n2.345;6\n"
    assert read(text) == (2, "", (
        'playground: table.csv: line 2, column 1 (a): "1.234" can be read as 1.234 or as 1234, '
        "and no other cell tells which; say whether the decimal mark is a point or a comma: "
        "--decimal . or --decimal ,\n"
    ))
    for decimal, first in ((".", 1.234), (",", 1234)):
        found = understood(read, text, "--decimal", decimal)
        assert found["columns"][0]["first"][0] == first and found["decimal"] == decimal


def test_everything_can_be_said(read):
    text = "made by hand\n!no row\n1_000;2\n3_000;4\n".replace("_", "'")
    found = understood(
        read, text, "--skip", "1", "--comment", "!", "--thousands", "apostrophe",
        "--delimiter", "semicolon", "--no-header", "--decimal", ",", "--encoding", "latin-1",
    )
    assert found["columns"][0]["first"] == [1000, 3000] and found["skipped_lines"] == 1
    assert (found["header"], found["comment"], found["encoding"]) == (False, "!", "latin-1")


def test_sentences_for_people(read):
    code, out, err = read(HOUSES)
    assert (code, err) == (0, "")
    assert out.splitlines()[-4:] == [
        "3 rows for regression",
        "  size   input   number  2104, 1600, 980",
        "  rooms  input   number  3, 3, 2",
        "  price  target  number  399900, 329900, 99500",
    ]


@pytest.mark.parametrize(("text", "says"), [
    ("", "there are no rows"), (b"\0\1", "not a text file"), ("a,b\n", "no rows of data"),
])
@pytest.mark.parametrize("as_json", [True, False])
def test_what_is_no_table_is_refused_in_one_line(read, text, says, as_json):
    code, out, err = read(text, *["--json"] * as_json)
    assert (code, out) == (2, "") and says in err and err.count("\n") == 1


@pytest.mark.parametrize("words", [
    ["--delimiter", "::"], ["--thousands", "x"], ["--skip", "-1"], ["--encoding", "klingon"],
])
def test_wrong_options_are_refused_in_one_line(read, words):
    code, out, err = read("x,y\n1,2\n", *words)
    assert (code, out) == (2, "") and err.count("\n") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
@pytest.mark.parametrize("command", [["data", "read"], ["run"], ["gradient"]])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, capsys, command):
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path / "pipe", "a pipe"), (tmp_path, "a folder"),
                       ("/dev/zero", "a device")):
        assert main([*command, str(path)]) == 2
        out, err = capsys.readouterr()
        assert out == "" and err.count("\n") == 1
        assert f"it is {kind}; choose a regular file" in err
