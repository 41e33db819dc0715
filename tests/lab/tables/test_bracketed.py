"""Matrices in brackets become lines with tabs."""

import pytest

from playground.lab.tables.bracketed import unbracketed


@pytest.mark.parametrize("text", [
    "[[1, 2], [3, 4.5]]", "[[1,2],\n [3,4.5]]\n", "[[1.0 2]\n [3 4.5]]".replace("1.0", "1"),
    "array([[1, 2],\n       [3, 4.5]], dtype=float32)", "tensor([[1, 2], [3, 4.5]])",
    "np.array([[1, 2], [3, 4.5]])", "[1 2; 3 4.5]", "[1, 2; 3, 4.5];", "[[1, 2,], [3, 4.5,],]",
])
def test_a_matrix_in_brackets_is_a_matrix(text):
    assert unbracketed(text) == "1\t2\n3\t4.5"


def test_a_list_is_a_row():
    assert unbracketed("[-1e-3, 2]") == "-1e-3\t2"


@pytest.mark.parametrize("text", ["1\t2\n3\t4", "1, 2\n3, 4", "x [m],y\n1,2", "", "f(x)", "[1, 2"])
def test_anything_else_stays_as_it_is(text):
    assert unbracketed(text) == text
