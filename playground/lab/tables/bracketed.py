"""A matrix as programs print it, in brackets, as the lines with tabs that a spreadsheet copies."""

from __future__ import annotations

import re

_CALL = re.compile(r"^[\w.]+\s*\((.*)\)$", re.DOTALL)
_ARGUMENT = re.compile(r",\s*\w+\s*=.*$", re.DOTALL)
_ROW = re.compile(r"\[([^\[\]]*)\]")


def unbracketed(text: str) -> str:
    """ "[[1, 2], [3, 4.5]]" as "1\\t2\\n3\\t4.5": Python's lists, NumPy's and MATLAB's matrices.

    Commas between brackets part numbers and are no decimal marks. What is not in brackets comes
    back as it is.
    """
    inside = text.strip()
    if call := _CALL.match(inside):  # array([...], dtype=float32), tensor([...])
        inside = _ARGUMENT.sub("", call[1]).strip()
    inside = inside.removesuffix(";").rstrip()
    if not (inside.startswith("[") and inside.endswith("]")):
        return text
    rows = [row for found in _ROW.findall(inside) for row in found.split(";") if row.strip()]
    return "\n".join("\t".join(re.split(r"\s*,\s*|\s+", row.strip().strip(","))) for row in rows)
