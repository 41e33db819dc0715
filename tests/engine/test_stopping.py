"""Lengths of vectors, wherever they lie among the floats."""

import numpy as np
import pytest

from playground.engine.stopping import norm


@pytest.mark.parametrize("vector, length", [
    ([3.0, 4.0], 5.0),
    ([3e200, 4e200], 5e200),      # the squares would overflow
    ([3e-200, 4e-200], 5e-200),   # they would vanish
    ([0.0, 0.0], 0.0),
    ([], 0.0),
    ([np.inf, 1.0], np.inf),
])
def test_a_length_is_right_and_silent_at_any_size(vector, length):
    assert norm(np.array(vector)) == pytest.approx(length, rel=1e-15)


def test_what_is_no_number_has_no_length():
    assert np.isnan(norm(np.array([np.nan, 1.0])))
