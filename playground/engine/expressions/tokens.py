r"""The pieces of a typed formula: numbers, names, signs, whatever way they are written.

People type x^2 and x**2, and paste x², −x and ½ from a page, \frac{1}{2} x^{2} from LaTeX, and
np.exp(x) from a program. After this all of it is one short list of kinds of pieces, each with the
place where it stands in the text, so that an error can point to it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import NamedTuple

ALIASES = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2",
    "maximum": "max", "minimum": "min", "absolute": "abs", "fabs": "abs", "sgn": "sign",
    "log_2": "log2", "log_10": "log10", "power": "pow",
}  # fmt: skip

_SIGNS = {
    "·": "*", "\u00d7": "*", "∙": "*", "⋅": "*", "\u2217": "*", "÷": "/", "\u2044": "/",
    "\u2212": "-", "\u2013": "-", "**": "^", "\u02c6": "^", "\u2223": "|", "⌋": ")",
    r"\cdot": "*", r"\times": "*", r"\ast": "*", r"\div": "/", r"\{": "(", r"\}": ")",
    r"\vert": "|", r"\lvert": "|", r"\rvert": "|", r"\mid": "|", r"\rfloor": ")",
}  # fmt: skip
_WORDS = {"π": "pi", "√": "sqrt", "∛": "cbrt", r"\sigma": "sigmoid"}
_COMMANDS = frozenset((
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "ln", "log",
    "max", "min", "pi", "sqrt",
))  # fmt: skip
_FRACTIONS = frozenset((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"))
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    r"(?P<blank>[ \t\u00a0\u2009\u202f\u200b\u2061\u2062]+|\$+"
    r"|\\(?:left|right|quad|qquad|displaystyle|limits|mathrm|operatorname|[bB]igg?[lr]?)"
    r"(?![A-Za-z{*])"
    r"|\\[,;:! ()\[\]]"
    r"|(?:np|numpy|math|jnp|torch|cmath|sympy)\.(?=[A-Za-z]))"
    rf"|(?P<mixed>[0-9]+[{_VULGAR}])"
    rf"|(?P<number>{_NUMBER})"
    r"|\\(?:operatorname\*?|mathrm|mathit|mathbf|mathcal|text)\s*"
    r"\{\s*(?P<roman>[A-Za-z]+[0-9]*)\s*\}"
    r"|\\log_\{?(?P<base>10|2)\}?"
    r"|\\sqrt\s*\[\s*(?P<degree>[0-9]+)\s*\]"
    r"|(?P<name>[A-Za-z]_\{\w+\}|[A-Za-z_][A-Za-z0-9_\u2080-\u2089]*|[π√∛])"
    r"|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    rf"|(?P<vulgar>[{_VULGAR}])"
    r"|(?P<floor>⌊|\\lfloor(?![A-Za-z]))"
    r"|(?P<sign>\*\*|\\[{}]|[-+*/^(){}|,=·\u00d7∙⋅\u2217÷\u2044\u2212\u2013\u02c6\u2223⌋])"
    r"|(?P<command>\\[A-Za-z]+)"
    r"|(?P<bad>\.\w*|[^0-9A-Za-z_ \t+*/^(){}|,=-])"
)


class Token(NamedTuple):
    """A piece of the text: its kind, its meaning, its place (first character, one past the last).

    Kinds: number, name, sign, frac (LaTeX's command), bad and mixed (what nobody can read), end.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens(
    text: str, names: Collection[str] = (), functions: Collection[str] = ()
) -> list[Token]:
    """The pieces in their order, the last one of kind "end"; without "f(x, y) =" in front.

    A word that is none of the names and functions, but made of them (xy, xsin), comes in pieces.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        found += _read(str(match.lastgroup), match)
    found = found[_head(found) :]
    if names:
        found = [part for token in found for part in _parts(token, names, functions)]
    return [*found, Token("end", "", len(text), len(text))]


def _read(kind: str, match: re.Match[str]) -> Iterator[Token]:
    piece, place = match.group(), match.span()

    def signs(text: str) -> Iterator[Token]:
        for part in re.findall("[0-9]+|[a-z]+|.", text):
            kind = "number" if part.isdigit() else "name" if part.isalpha() else "sign"
            yield Token(kind, part, *place)

    if kind == "raised":
        yield from signs(f"^{piece.translate(_RAISED)}")
    elif kind == "vulgar":  # NFKD writes ½ as 1⁄2
        yield from signs(f"({unicodedata.normalize('NFKD', piece).replace(chr(0x2044), '/')})")
    elif kind == "floor":
        yield from signs("floor(")
    elif kind == "roman":
        yield Token("name", match["roman"], *place)
    elif kind == "base":
        yield Token("name", f"log{match['base']}", *place)
    elif kind == "degree":
        yield Token("name", {"2": "sqrt", "3": "cbrt"}.get(match["degree"], "root"), *place)
    elif kind == "command":
        yield _command(piece, place)
    elif kind != "blank":
        yield Token(kind, _SIGNS.get(piece, _WORDS.get(piece, piece)), *place)


def _command(piece: str, place: tuple[int, int]) -> Token:
    if piece in _FRACTIONS:
        return Token("frac", piece, *place)
    if piece in _SIGNS:
        return Token("sign", _SIGNS[piece], *place)
    if piece in _WORDS or piece[1:] in _COMMANDS:
        return Token("name", _WORDS.get(piece, piece[1:]), *place)
    return Token("bad", piece, *place)


def _head(found: list[Token]) -> int:
    """How many tokens are a left side: z =, f(x, y) =, and so on. But x = 1 is an equation."""
    texts = [token.text for token in found[:8]]
    if not found or texts[0] in ("x", "y") or not (found[0].kind == "name" or texts[0][0] == "\\"):
        return 0
    for head in (["="], ["(", "x", ")", "="], ["(", "x", ",", "y", ")", "="]):
        after = 1 + len(head)
        if texts[1:after] == head and texts[after : after + 1] != ["="]:
            return after
    return 0


def _parts(
    token: Token, names: Collection[str], functions: Collection[str]
) -> Iterator[Token]:
    """A word as the names and the function that it is made of, or as it is."""
    start = token.start
    for part in split(token.text, names, functions) if token.kind == "name" else ():
        yield Token("name", part, start, start + len(part))
        start += len(part)
    if start == token.start:
        yield token


def split(word: str, names: Collection[str], functions: Collection[str]) -> list[str]:
    """xy as x, y; xsin as x, sin; nothing for a word that is known or not made of such.

    Nor for one that begins with e: ex may be meant as e^x.
    """
    if word in names or word in functions or word in ALIASES or word.startswith("e"):
        return []
    name = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    function = "|".join(sorted({*functions, *ALIASES}, key=len, reverse=True))
    found = re.fullmatch(f"((?:{name})+)({function})?", word)
    if not found:
        return []
    return [*re.findall(name, found[1]), *([found[2]] if found[2] else [])]
