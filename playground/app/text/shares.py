"""Shares in per cent, as people read them: those that stand together have the same decimals."""

from __future__ import annotations

from math import floor, isfinite, log10

from playground.app.text.numbers import fixed, number

MOST = 3
"""Decimals; what would need more is told as less than the least that they can show."""
DIGITS = 2
"""Digits that a share below a tenth has at least, where the decimals allow it."""
LARGE = 100.0
"""From so many times the whole on, a share is a number like others."""
ROUNDING = 1e-12
"""What is so near to nothing or to all is a rounding away from it."""


def percents(*shares: float, least: int = 0, most: int = MOST) -> tuple[str, ...]:
    """Shares (of 1) in per cent, with the same decimals: at least and at most so many.

    What is not all is never called 100 %, and what is not nothing never 0 %.
    """
    known = [share for share in shares if isfinite(share)]
    decimals = max((_wanted(share, most) for share in known), default=least)
    return tuple(_percent(share, max(decimals, least)) for share in shares)


def percent(share: float, least: int = 0, most: int = MOST) -> str:
    """One that stands alone."""
    return percents(share, least=least, most=most)[0]


def _wanted(share: float, most: int) -> int:
    """Decimals with which a share is told apart from nothing and from all."""
    for whole in (0.0, 1.0):
        if abs(share - whole) <= ROUNDING:
            return 0
    size = abs(100 * share)
    wanted = 0 if size >= 9.95 else DIGITS - 1 - floor(log10(size))
    while wanted < most and float(_digits(share, wanted)) in (0.0, 100.0):
        wanted += 1
    return min(wanted, most)


def _digits(share: float, decimals: int) -> str:
    """The digits alone, with a point."""
    return f"{100 * share:.{decimals}f}"


def _percent(share: float, decimals: int) -> str:
    if not isfinite(share):
        return "?"
    if abs(share) >= LARGE:
        return f"{number(100 * share, DIGITS + 1)} %"
    rounded = float(_digits(share, decimals))
    least = 10.0**-decimals
    if rounded == 0 and abs(share) > ROUNDING:
        return f"{'<' if share > 0 else '>−'}{fixed(least, decimals)} %"
    if rounded == 100 and abs(share - 1) > ROUNDING:
        edge = 100 - least if share < 1 else 100 + least
        return f"{'>' if share < 1 else '<'}{fixed(edge, decimals)} %"
    return f"{fixed(100 * share, decimals)} %"
