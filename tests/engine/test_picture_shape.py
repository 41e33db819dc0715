"""Which columns are the pixels of a picture."""

import pytest

from playground.engine.datasets.table import Table
from playground.engine.picture_shape import picture_shape


def placed(rows, columns, form, first=1):
    return [form.format(i + first, j + first) for i in range(rows) for j in range(columns)]


@pytest.mark.parametrize(("names", "shape"), [
    (placed(8, 8, "row {}, column {}"), (8, 8)),
    (placed(4, 6, "{}x{}"), (4, 6)),  # no square
    (placed(28, 28, "{}x{}"), (28, 28)),
    (placed(5, 5, "{}_{}", first=0), (5, 5)),
    ([f"pixel{k}" for k in range(784)], (28, 28)),
    ([f"pixel {k}" for k in range(1, 17)], (4, 4)),
    ([f"pixel{k}" for k in range(15)], None),
    ([f"pixel{k}" for k in range(9)], None),
    ([f"pixel{k}" for k in reversed(range(16))], None),
    (placed(8, 8, "row {}, column {}")[::-1], None),
    (placed(8, 8, "row {}, column {}")[:-1], None),
    ([f"x{k}" for k in range(64)], None),
    (["x1", "x2"], None), ([], None),
])
def test_names_of_pixels_in_their_order(names, shape):
    assert picture_shape(names) == shape
    assert picture_shape([f"{name}, standardized" for name in names]) == shape


def test_a_table_of_pixels_declares_its_picture():
    names = tuple(placed(4, 4, "{}x{}"))
    table = Table(X=[[0.5] * 16] * 3, y=[[1.0]] * 3, columns=names, standardize=True)
    assert table.picture == table.make(0).picture == (4, 4)
    plain = Table(X=[[0.5] * 16] * 3, y=[[1.0]] * 3)
    assert plain.picture is None and plain.make(0).picture is None
