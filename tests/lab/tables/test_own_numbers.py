"""One's own numbers as a sheet: every edit is another sheet, and what cannot be says where."""

import numpy as np
import pytest

from playground.app.text.numbers import parse_number
from playground.engine.datasets import datasets
from playground.engine.datasets.inline import Inline
from playground.engine.datasets.table import Table
from playground.engine.parameters import SettingError
from playground.lab.edits import network as edits
from playground.lab.experiments.presets import presets
from playground.lab.tables.errors import TableError
from playground.lab.tables.own_numbers import (
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    as_classes,
    as_numbers,
    dataset_of,
    sheet_of,
    with_cell,
    with_column,
    with_row,
    without_column,
    without_rows,
)
from playground.lab.tables.paste import pasted, read_cell

XOR = Inline()


def sheet():
    return sheet_of(XOR)


def paste(of, text, row=0, column=0, decimal="."):
    return pasted(of, text, row, column, parse_number, decimal)


def test_plain_numbers_go_to_and_fro():
    made = sheet()
    assert made.columns == ("x₁", "x₂", "y") and len(made.rows) == 4
    assert dataset_of(made, XOR) == XOR


def test_what_is_drawn_or_held_out_is_no_sheet():
    assert sheet_of(datasets["circle"]()) is None
    held = Table(X=((0.0,), (1.0,)), y=((0.0,), (1.0,)), X_test=((2.0,),), y_test=((1.0,),))
    assert sheet_of(held) is None
    long = Inline(X=((0.0,),) * (MOST_ROWS + 1), y=((0.0,),) * (MOST_ROWS + 1))
    assert sheet_of(long) is None


def test_a_cell_a_row_and_a_column():
    made = with_cell(sheet(), 1, 0, 2.5)
    assert dataset_of(made, XOR).X[1] == (2.5, 1.0)
    made = with_row(made, 1)
    assert made.rows[2] == made.rows[1] and len(made.rows) == 5
    made = without_rows(made, {0, 4})
    assert len(made.rows) == 3
    made = with_column(made, target=False)
    assert made.columns == ("x₁", "x₂", "x₃", "y") and made.rows[0] == (2.5, 1.0, 0.0, 1.0)
    made = with_column(made, target=True)
    assert made.columns == ("x₁", "x₂", "x₃", "y₁", "y₂")
    made = without_column(without_column(made, 3), 0)
    assert made.columns == ("x₁", "x₂", "y")
    assert isinstance(dataset_of(made, XOR), Inline)


def test_the_last_row_input_and_target_stay():
    with pytest.raises(TableError, match="at least one sample"):
        without_rows(sheet(), range(4))
    one = without_column(sheet(), 0)
    with pytest.raises(TableError, match="needs an input"):
        without_column(one, 0)
    with pytest.raises(TableError, match="has to be predicted"):
        without_column(sheet(), 2)
    with pytest.raises(TableError, match=f"{MOST_ROWS:,} rows already"):
        with_row(Sheet(("x₁",), ("y",), ((0.0, 0.0),) * MOST_ROWS), 0)
    wide = sheet()
    for _ in range(MOST_COLUMNS - 3):
        wide = with_column(wide, target=False)
    with pytest.raises(TableError, match="columns already"):
        with_column(wide, target=False)


def test_names_of_ones_own_stay_and_differ():
    made = Sheet(("height", "x₂"), ("weight",), ((1.0, 2.0, 3.0),))
    made = with_column(made, target=False)
    assert made.inputs[0] == "height" and made.targets == ("weight",)
    assert len(set(made.columns)) == 4 and all(made.columns)
    data = dataset_of(made, XOR).make(0)
    assert data.columns == made.inputs and data.target_names == ("weight",)


def test_classes_are_named_after_the_numbers_and_become_numbers_again():
    made = as_classes(sheet())
    assert made.targets == ("class",) and [row[-1] for row in made.rows] == ["0", "1", "1", "0"]
    dataset = dataset_of(made, XOR)
    assert dataset.classes == 2 and dataset.class_names == ("0", "1")
    assert sheet_of(dataset) == made
    made = with_cell(made, 3, 2, "blue")
    assert dataset_of(made, dataset).class_names == ("0", "1", "blue")
    numbers = as_numbers(made)  # the names are not all numbers: counted
    assert [row[-1] for row in numbers.rows] == [0.0, 1.0, 1.0, 2.0]
    assert as_numbers(as_classes(sheet())) == sheet()


def test_classes_are_ordered_by_number_where_they_are_numbers():
    made = Sheet(("x₁",), ("class",), tuple((0.0, c) for c in ("10", "9", "−1")), classes=True)
    assert dataset_of(made, XOR).class_names == ("−1", "9", "10")


def test_one_class_only_is_refused_in_words():
    with pytest.raises(TableError, match=r"all rows are of one class \(1\)"):
        as_classes(without_rows(sheet(), {0, 3}))
    with pytest.raises(TableError, match="classes stand in one column"):
        as_classes(with_column(sheet(), target=True))
    with pytest.raises(TableError, match="classes stand in one column"):
        with_column(as_classes(sheet()), target=True)


def test_a_tables_settings_stay():
    like = Table(X=((1.0,), (2.0,), (3.0,), (4.0,)), y=((0.0,),) * 4, standardize=True,
                 test_fraction=0.25)
    made = dataset_of(with_cell(sheet_of(like), 0, 0, 7.0), like)
    assert made.standardize and made.test_fraction == 0.25 and made.X[0] == (7.0,)


@pytest.mark.parametrize(("text", "says"), [
    ("", "row 2, x₁ is empty: every cell needs a number"),
    ("abc", "row 2, x₁: “abc” is not a number"),
    ("nan", "row 2, x₁: “nan” is not a number"),
    ("1e999", "row 2, x₁: “1e999” is too large"),
])
def test_what_is_no_number_is_named(text, says):
    with pytest.raises(TableError) as error:
        read_cell(sheet(), 1, 0, text, parse_number)
    assert str(error.value).startswith(says)


def test_numbers_are_read_as_people_write_them():
    for text in ("0,5", "0.5", "1/2", "5×10^-1"):
        assert read_cell(sheet(), 0, 0, text, parse_number) == 0.5
    assert read_cell(as_classes(sheet()), 0, 2, "  dark  red ", parse_number) == "dark red"
    with pytest.raises(TableError, match="type the name of a class"):
        read_cell(as_classes(sheet()), 0, 2, " ", parse_number)


# --- pasting


def test_a_block_goes_in_from_the_cell_on_and_adds_rows():
    made = paste(sheet(), "7\t8\n9\t10\n11\t12", row=3, column=1)
    assert len(made.rows) == 6
    assert [row[1:] for row in made.rows[3:]] == [(7.0, 8.0), (9.0, 10.0), (11.0, 12.0)]
    with pytest.raises(TableError, match="has 2 columns, but from y on there is 1"):
        paste(sheet(), "1\t2", column=2)


def test_a_table_with_names_and_decimal_commas_becomes_the_sheet():
    made = paste(sheet(), "width\theight\tspecies\n1,5\t2\tcat\n2,5\t3,25\tdog\n0\t1\tcat\n")
    assert made.inputs == ("width", "height") and made.targets == ("species",)
    assert made.rows[1] == (2.5, 3.25, "dog") and made.classes
    data = dataset_of(made, XOR).make(0)
    assert data.class_names == ("cat", "dog") and data.y.ravel().tolist() == [0, 1, 0]


@pytest.mark.parametrize("text", [
    "1,5;2;3\n2,5;4;5", "1.5,2,3\n2.5,4,5", "1.5 2 3\n2.5 4 5", "1,5\t2\t3\n2,5\t4\t5",
])
def test_every_usual_separator_is_understood(text):
    made = paste(sheet(), text, row=1)
    assert made.rows[1:3] == ((1.5, 2.0, 3.0), (2.5, 4.0, 5.0))


def test_a_column_of_decimal_commas_is_no_pair_of_columns_where_the_comma_is_the_mark():
    assert [r[1] for r in paste(sheet(), "3,5\n4,5", 0, 1, decimal=",").rows[:2]] == [3.5, 4.5]
    assert paste(sheet(), "3,5\n4,6", 0, 1).rows[0][1:] == (3.0, 5.0)


def test_another_width_replaces_the_whole_and_has_the_usual_names():
    made = paste(sheet(), "1\t2\t3\t4\n5\t6\t7\t8")
    assert made.columns == ("x₁", "x₂", "x₃", "y") and len(made.rows) == 2


def test_text_in_a_number_column_and_missing_values_are_named():
    with pytest.raises(TableError, match=r"row 2, x₂: “b” is not a number"):
        paste(sheet(), "1\t2\t3\n4\tb\t6")
    with pytest.raises(TableError, match="row 2, x₁ is empty"):
        paste(sheet(), "1\t2\t3\n\t5\t6")
    with pytest.raises(TableError, match=r"line 3, column 2 \(b\).*missing"):
        paste(sheet(), "a\tb\tc\n1\t2\t3\n4\tNaN\t6")
    with pytest.raises(TableError, match="nothing to paste"):
        paste(sheet(), " \n")
    with pytest.raises(TableError, match="two columns at least"):
        paste(sheet(), "a\n1\n2")


def test_a_pasted_million_is_refused_before_anything_slow():
    with pytest.raises(TableError, match=r"1,000,000 rows"):
        paste(sheet(), "1\t2\t3\n" * 1_000_000)


# --- in a network


def test_the_network_follows_the_sheet():
    experiment = edits.choose_dataset(presets["xor"].experiment(), XOR)
    more = dataset_of(with_column(sheet(), target=False), XOR)
    followed = edits.choose_dataset(experiment, more)
    assert followed.problem.network.sizes[0] == 3
    classes = dataset_of(as_classes(sheet()), XOR)
    run = edits.choose_dataset(experiment, classes).run_of(experiment.runners[0])
    assert run.problem.data.classes == 2 and np.isfinite(run[0].loss)


def test_labels_that_do_not_fit_the_loss_are_refused():
    experiment = edits.choose_dataset(presets["xor"].experiment(), XOR)
    experiment = edits.set_loss(experiment, "binary_cross_entropy")
    odd = dataset_of(with_cell(sheet(), 0, 2, 0.5), XOR)
    followed = edits.choose_dataset(experiment, odd)
    assert followed.problem.loss == "square"  # numbers: the loss that takes them
    with pytest.raises(SettingError, match="needs labels 0 or 1"):
        edits.set_loss(followed, "binary_cross_entropy")
