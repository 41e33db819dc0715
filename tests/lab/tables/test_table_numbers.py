"""Large tables of numbers: read at once, to the same data, and packed in files."""

import json

import numpy as np
import pytest

from playground.engine.datasets.rows import MANY, Rows, unpacked
from playground.engine.datasets.table import Table
from playground.engine.parameters import SettingError
from playground.lab.documents.disk import FileProblemError
from playground.lab.edits import network as edits
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import presets
from playground.lab.tables.errors import TableError
from playground.lab.tables.load import import_table, suggested_classes
from playground.lab.tables.text import parse_table

ROWS, COLUMNS = 2_000, 60


def numbers(seed=0):
    values = np.random.default_rng(seed).integers(0, 256, (ROWS, COLUMNS)).astype(float)
    values[:, -1] %= 10
    values[0, 0] = 0.125
    return values


def text_of(values, delimiter=",", header=True):
    names = delimiter.join(f"p{k}" for k in range(values.shape[1]))
    lines = [delimiter.join(f"{v:g}" for v in row) for row in values]
    return "\n".join([names, *lines] if header else lines) + "\n"


def slowly(text, monkeypatch):
    """The table read cell by cell, as small ones are."""
    with monkeypatch.context() as patch:
        patch.setattr("playground.lab.tables.numbers.MANY", 10**9)
        return parse_table(text)


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", " "])
def test_read_at_once_it_is_the_same_table(delimiter, header, monkeypatch):
    text = text_of(numbers(), delimiter, header)
    fast, slow = parse_table(text), slowly(text, monkeypatch)
    assert fast.values is not None and slow.values is None
    assert np.array_equal(fast.values, numbers())
    assert (fast.names, fast.kinds, fast.notes) == (slow.names, slow.kinds, slow.notes)
    assert list(fast.lines) == list(slow.lines) and tuple(fast.rows) == slow.rows
    assert fast.preview() == slow.preview()
    assert suggested_classes(fast, COLUMNS - 1) and not suggested_classes(fast, 0)
    assert import_table(fast) == import_table(slow)


@pytest.mark.parametrize(("bad", "says"), [
    ("x", "line 1201, column 3 (p2): 'x' is not a number"),
    ("", "line 1201, column 3 (p2): a value is missing"),
    ("nan", "line 1201, column 3 (p2): a value is missing"),
    ("1e999", "line 1201, column 3 (p2): '1e999' is larger than any number can be"),
])
def test_a_bad_cell_among_many_is_named(bad, says):
    lines = text_of(numbers()).splitlines()
    cells = lines[1200].split(",")
    cells[2] = bad
    lines[1200] = ",".join(cells)
    raw = parse_table("\n".join(lines))
    assert raw.values is None
    with pytest.raises(TableError) as error:
        import_table(raw)
    assert says.replace("'", '"') in str(error.value).replace("'", '"')


def test_one_class_only_is_refused_here_too():
    values = numbers()
    values[:, -1] = 3
    with pytest.raises(TableError, match=r"all rows are of one class \(3\)"):
        import_table(parse_table(text_of(values)), classes=True)


def test_rows_equal_the_same_rows_in_tuples():
    rows = Rows([(1, 2), (3, 4)])
    assert rows == ((1.0, 2.0), (3.0, 4.0)) == rows and rows != ((1.0, 2.0),)
    assert rows[1] == (3.0, 4.0) and rows[:1] == ((1.0, 2.0),) and len(rows) == 2
    assert hash(rows) == hash(Rows(np.array([[1.0, 2], [3, 4]])))
    assert rows.written() == [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="read-only"):
        rows.array[0, 0] = 5


def large():
    experiment = presets["digits"].experiment()
    return edits.choose_dataset(experiment, import_table(parse_table(text_of(numbers()))).dataset)


def test_many_numbers_are_packed_in_files_and_come_back(tmp_path):
    path, experiment = tmp_path / "large.json", large()
    write_experiment(path, experiment)
    assert path.stat().st_size < 8 * ROWS * COLUMNS / 2
    assert read_experiment(path) == experiment


@pytest.mark.parametrize("change", [
    {"shape": [10**9, 10**9]}, {"shape": [ROWS, COLUMNS]}, {"shape": [-1, 5]}, {"shape": "big"},
    {"float64": "no base64!"}, {"float64": "AAAA"}, {"more": 1},
])
def test_what_nobody_packed_is_refused_in_one_line(tmp_path, change):
    path = tmp_path / "large.json"
    write_experiment(path, large())
    document = json.loads(path.read_text(encoding="utf-8"))
    document["problem"]["dataset"]["settings"]["X"].update(change)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(FileProblemError) as error:
        read_experiment(path)
    assert "X" in str(error.value) and "\n" not in str(error.value)


def test_a_packed_bomb_is_not_unpacked():
    huge = Rows(np.zeros((MANY, 10))).written()
    with pytest.raises(SettingError, match="packed by this program"):
        unpacked("X", {**huge, "shape": [10, 10]}, 10**7)


def test_what_is_packed_is_finite_too():
    bad = np.ones((MANY, 1))
    packed = Rows(bad).written()
    assert np.array_equal(unpacked("X", packed, 10**7).array, bad)
    bad[7, 0] = np.nan
    with pytest.raises(SettingError, match="must be a finite number"):
        unpacked("X", Rows(bad).written(), 10**7)


def test_a_large_tables_samples_are_made_once():
    points, y = np.random.default_rng(0).normal(size=(10_000, 20)), np.zeros((10_000, 1))
    table = Table(X=Rows(points), y=Rows(y), standardize=True, test_fraction=0.3)
    data = table.make(3)
    assert table.make(3) is data and table.make(4) is not data
    assert abs(data.X.mean()) < 1e-12 and len(data.X_test) == 3_000
