"""A surface's formula and gradient as LaTeX in parts that fit a narrow panel.

Everything here is slow at first (SymPy, ziamath) and is called on the worker; so that the grammar
of typed functions is not loaded before the first paint either.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from playground.app.look.math_label import too_large, typeset
from playground.engine.parameters import declared
from playground.engine.surface import Surface

if TYPE_CHECKING:
    from playground.engine.expressions.expression import Expression

WIDEST = 18.5
"""How many em a part of a formula may be wide; the panel has room for about as many."""
CUT_OFF = WIDEST / 0.6
"""A part that is wider still cannot be shrunk enough to be seen whole."""
DEEPEST = 2
"""How many brackets deep a formula may be broken into rows."""

_MOST_IN_VECTOR = 250
"""With more LaTeX than this a gradient is wider than the panel: no need to typeset it to know."""
_TOKEN = re.compile(r"\\left.|\\right.|\\[A-Za-z]+|\\.|.", re.DOTALL)
_GREEK = {"κ": r"\kappa", "α": r"\alpha", "σ": r"\sigma"}


TOO_LONG = "The gradient is too long to typeset; it is exact all the same."


class ValueFormula(NamedTuple):
    """f in parts (none, if it is too long to be typeset) and as plain text."""

    parts: tuple[str, ...]
    text: str


class GradientFormula(NamedTuple):
    """∇f as one vector or as two rows of parts (none, if it is too long), and what to know."""

    lines: tuple[tuple[str, ...], ...]
    text: str
    notes: tuple[str, ...]


def value_of(surface: Surface) -> ValueFormula:
    """Typeset a surface; its parameters stand in the formula by their symbols."""
    from playground.engine.expressions.expression import ExpressionError

    text = f"f(x, y) = {surface.formula}"
    try:
        latex = _parsed(surface).latex
    except ExpressionError:  # of one's own surface, whose gradient is code and not derived from it
        return ValueFormula((), text)
    return ValueFormula(_typeset_parts("f(x, y) =", _by_symbols(surface, latex)), text)


def gradient_of(surface: Surface) -> GradientFormula:
    """Typeset a surface's gradient, or say that it is too long for that."""
    from playground.engine.expressions.expression import ExpressionError

    try:
        found = _parsed(surface)
    except ExpressionError:
        return GradientFormula((), "", (TOO_LONG,))
    dx, dy = (_by_symbols(surface, text) for text in found.gradient_latex)
    lines = _gradient(dx, dy)
    if not lines:
        return GradientFormula((), "", (TOO_LONG, *found.notes))
    return GradientFormula(lines, f"∂f/∂x = {plain(dx)}; ∂f/∂y = {plain(dy)}", found.notes)


def _parsed(surface: Surface) -> Expression:
    from playground.engine.expressions.expression import parse

    kind = type(surface)
    # The default values: the formula shows names, so it is parsed once for all values.
    return parse(surface.formula, kind().settings if declared(kind) else {})


def _gradient(dx: str, dy: str) -> tuple[tuple[str, ...], ...]:
    if too_large(dx) or too_large(dy):
        return ()
    vector = rf"\nabla f = \begin{{pmatrix}} {dx} \\ {dy} \end{{pmatrix}}"
    if len(dx) + len(dy) <= _MOST_IN_VECTOR and _width(vector) <= WIDEST:
        return ((vector,),)
    heads = (rf"\partial f / \partial {variable} =" for variable in "xy")
    lines = tuple(map(_typeset_parts, heads, (dx, dy)))
    return lines if all(lines) else ()


def _typeset_parts(head: str, latex: str) -> tuple[str, ...]:
    """A formula after its head, all typeset; nothing if it is too large for this panel."""
    if too_large(latex):
        return ()
    parts = (head, *fitted(latex))
    return parts if max(map(_width, parts)) <= CUT_OFF else ()


def _by_symbols(surface: Surface, latex: str) -> str:
    """The LaTeX with each parameter's symbol in place of its name; angles without π/180."""
    for name, parameter in declared(type(surface)).items():
        symbol = _GREEK.get(parameter.symbol, parameter.symbol) or name
        word = rf"\mathrm{{{name}}}"
        latex = latex.replace(rf"\left(\frac{{{word} \pi}}{{180}}\right)", symbol)
        latex = latex.replace(word, symbol)
    return latex


def fitted(latex: str, widest: float = WIDEST) -> tuple[str, ...]:
    """The formula in as few parts as fit a row each, broken before signs."""
    parts: tuple[str, ...] = (latex,)
    if _width(latex) <= widest:
        return parts
    for whole in (latex, _without_bar(latex)):
        for depth in range(DEEPEST + 1):
            parts = tuple(broken(whole, depth))
            if max(map(_width, parts)) <= widest:
                return _joined(parts, widest)
    return _joined(parts, widest)


def broken(latex: str, depth: int = 0) -> list[str]:
    """The terms of a formula; `depth` brackets deep, these then drawn at the text's size."""
    parts, last = [""], ""
    braces = brackets = 0
    for token in _TOKEN.findall(latex):
        opens, closes = token.startswith(r"\left"), token.startswith(r"\right")
        outside = braces == 0 and brackets <= depth
        if outside and token in "+-" and last not in ("", "(", r"\left("):
            parts.append("{} ")
        braces += (token == "{") - (token == "}")
        brackets += opens
        in_row = braces == 0 and brackets <= depth
        parts[-1] += token[-1] if (opens or closes) and in_row else token
        brackets -= closes
        last = token if not token.isspace() else last
    return [part.strip() for part in parts]


def _joined(parts: tuple[str, ...], widest: float) -> tuple[str, ...]:
    """Neighbours together where a row has room for them."""
    rows: list[str] = []
    width = 0.0
    for part in parts:
        more = _width(part)
        if rows and width + more <= widest:
            rows[-1] += " " + part
            width += more
        else:
            rows.append(part)
            width = more
    return tuple(rows)


def _without_bar(latex: str) -> str:
    """A fraction over a short number as a product, which can be broken: 1/2 (...)."""
    over, rest = _argument(latex, r"\frac")
    under, rest = _argument(rest, "")
    if not over or rest or not under.isdigit():
        return latex
    half = "½" if under == "2" else f"1/{under}"
    return rf"{half} \left({over}\right)"


def _argument(latex: str, command: str) -> tuple[str, str]:
    """What stands in the braces after a command, and the rest; nothing if it is not there."""
    if not latex.startswith(command + "{"):
        return "", latex
    depth = 0
    for place in range(len(command), len(latex)):
        depth += (latex[place] == "{") - (latex[place] == "}")
        if depth == 0:
            return latex[len(command) + 1 : place], latex[place + 1 :]
    return "", latex


def _width(latex: str) -> float:
    made = typeset(latex)
    return made.width if made is not None else 0.5 * len(plain(latex))


def plain(latex: str) -> str:
    """LaTeX of ours as plain text, for screen readers and tooltips."""
    while (start := latex.find(r"\frac{")) >= 0:
        over, rest = _argument(latex[start:], r"\frac")
        under, rest = _argument(rest, "")
        latex = f"{latex[:start]}({over})/({under}){rest}"
    text = re.sub(r"\\(left|right)", "", latex)
    text = re.sub(r"\\mathrm\{(\w+)\}", r"\1", text)
    text = re.sub(r"\^\{(\w+)\}", r"^\1", text)
    text = re.sub(r"\((\w+)\)/\((\w+)\)", r"\1/\2", text)
    for symbol, name in _GREEK.items():
        text = text.replace(name, symbol)
    text = re.sub(r"\\([A-Za-z]+)", r"\1", text).replace("{", "(").replace("}", ")")
    return re.sub(r"\s+", " ", text).strip()
