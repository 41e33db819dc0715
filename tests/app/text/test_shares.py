"""Shares in per cent: alike where they stand together, and never all or nothing that is not."""

import numpy as np
import pytest

from playground.app.text.numbers import set_decimal
from playground.app.text.shares import percent, percents


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((0.9973, 0.0027), ("99.73 %", "0.27 %")),
        ((0.970, 0.018), ("97.0 %", "1.8 %")),
        ((0.608, 0.152), ("61 %", "15 %")),
        ((0.999, 0.5), ("99.9 %", "50.0 %")),
        ((1.0, 0.0), ("100 %", "0 %")),
        ((0.99999999, 1e-8), (">99.999 %", "<0.001 %")),
        ((1 - 1e-15, 1e-15), ("100 %", "0 %")),
        ((1.002, 2.5), ("100.2 %", "250.0 %")),
        ((1.4e297, 0.5), ("1.4×10²⁹⁹ %", "50 %")),
        ((np.nan, 0.25), ("?", "25 %")),
    ],
)
def test_shares_that_stand_together(shares, told):
    assert percents(*shares) == told


def test_a_share_alone_has_the_digits_that_tell_it_apart():
    assert [percent(share) for share in (0.997, 0.0995, 0.099, 0.0123, 0.996)] == [
        "99.7 %", "10 %", "9.9 %", "1.2 %", "99.6 %"
    ]


@pytest.mark.parametrize("all_", [7, 1000, 12345, 10**7])
def test_one_of_many_is_never_none_and_all_but_one_never_all(all_):
    for most in (1, 3):
        few, many = percents(1 / all_, 1 - 1 / all_, most=most)
        assert few not in ("0 %", "0.0 %", "0.000 %") and not many.startswith("100")
    assert percent(all_ / all_, least=1, most=1) == "100.0 %"


def test_the_decimal_comma():
    set_decimal(",")
    try:
        assert percents(0.9973, 0.0027) == ("99,73 %", "0,27 %")
    finally:
        set_decimal(".")
