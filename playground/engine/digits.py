"""Digits below and above the line: `text.translate(SUBSCRIPTS)`, and names of entries by them."""

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def entry(*places: int) -> str:
    """Which entry of an array, by its places from 0, as people read it: ₃₁, ₁₂,₇."""
    between = "," if max(places, default=0) >= 9 else ""
    return between.join(str(place + 1).translate(SUBSCRIPTS) for place in places)
