"""Typed text to a tree of nodes, by a small grammar of its own.

    sum      product (("+" | "-") product)*
    product  signed (("*" | "/") signed | power)*          two things side by side multiply
    signed   ("+" | "-") signed | power
    power    primary ("^" signed)?                         a^b^c is a^(b^c), -a^2 is -(a^2)
    primary  number | name | function "(" sum, ... ")" | "(" sum ")" | "|" sum "|"

Python's own parser is not asked: text from a file could exhaust its stack, and what this
grammar cannot say (attributes, strings, lambdas, ...) needs no list of things to forbid.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple, NoReturn

from playground.engine.expressions.functions import PUBLIC_FUNCTIONS, Function
from playground.engine.expressions.nodes import (
    ExpressionError,
    Node,
    make,
    number,
)

MAX_LENGTH = 400
MAX_NODES = 300
MAX_NESTING = 40
MAX_TREE_DEPTH = 100
MAX_DIGITS = 30
MAX_EXPONENT = 64

ALIASES = {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}
MATHEMATICAL = {"pi": math.pi, "e": math.e}

_SIGNS = {"·": "*", "\u00d7": "*", "∙": "*", "⋅": "*", "÷": "/", "\u2212": "-", "**": "^"}
_WORDS = {"π": "pi", "√": "sqrt"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TOKEN = re.compile(
    r"(?P<blank>[ \t\u00a0]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*|[π√])"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>\*\*|[-+*/^()|,=·\u00d7∙⋅÷\u2212])"
    r"|(?P<bad>\.\w*|[^0-9A-Za-z_ \t+*/^()|,=-])"
)
_HEAD = re.compile(r"[ \t]*f[ \t]*(\([ \t]*x[ \t]*,[ \t]*y[ \t]*\))?[ \t]*=(?!=)")


class Token(NamedTuple):
    """A piece of the text: its kind (number, name, sign, bad, end), its meaning, its place."""

    kind: str
    text: str
    start: int
    end: int


def tree(
    text: str,
    constants: Mapping[str, float],
    variables: tuple[str, ...] = ("x", "y"),
    functions: Mapping[str, Function] = PUBLIC_FUNCTIONS,
) -> Node:
    """The formula as nodes; raises ExpressionError on whatever is not a formula."""
    if not text.strip():
        raise ExpressionError("there is no formula yet; type one, such as x^2 + y^2")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the formula is too long: at most {MAX_LENGTH} characters")
    names: dict[str, float | None] = {**MATHEMATICAL, **constants, **dict.fromkeys(variables)}
    return _Parser(text, names, functions).formula()


def same_text(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks and ways to write a sign."""

    def read(text: str) -> list[tuple[str, str]]:
        return [(token.kind, token.text) for token in _tokens(text)]

    return one == other or read(one) == read(other)


def _tokens(text: str) -> list[Token]:
    head = _HEAD.match(text)
    tokens = list[Token]()
    for match in _TOKEN.finditer(text, head.end() if head else 0):
        kind, piece, place = str(match.lastgroup), match.group(), match.span()
        if kind == "raised":
            digits = piece.translate(_RAISED)
            tokens += [Token("sign", "^", *place), Token("number", digits, *place)]
        elif kind != "blank":
            tokens.append(Token(kind, _SIGNS.get(piece, _WORDS.get(piece, piece)), *place))
    return [*tokens, Token("end", "", len(text), len(text))]


class _Parser:
    """Reads the tokens once, from the left; every method reads one rule of the grammar."""

    def __init__(
        self, text: str, names: Mapping[str, float | None], functions: Mapping[str, Function]
    ) -> None:
        self.text = text
        self.names = names
        self.functions = functions
        self.tokens = _tokens(text)
        self.at = 0
        self.nesting = 0
        self.nodes = 0
        self.open: list[str] = []  # the brackets we are inside of

    # -- the grammar

    def formula(self) -> Node:
        node = self.sum()
        if self.token.kind != "end":
            self.unexpected()
        return node

    def sum(self) -> Node:
        start, terms = self.token.start, [self.product()]
        while self.token.kind == "sign" and self.token.text in "+-":
            minus = self.take().text == "-"
            place, term = self.token.start, self.product()
            terms.append(self.made(place, "neg", term) if minus else term)
        return terms[0] if len(terms) == 1 else self.made(start, "+", *terms)

    def product(self) -> Node:
        start, factors = self.token.start, [self.signed()]
        while True:
            if self.skip("*"):
                factors.append(self.signed())
            elif self.skip("/"):
                factors = [self.made(start, "/", self.joined(start, factors), self.signed())]
            elif self.begins_factor():
                factors.append(self.side_by_side())
            else:
                return self.joined(start, factors)

    def signed(self) -> Node:
        if self.token.text not in ("+", "-"):
            return self.power()
        sign = self.take()
        self.enter()
        inner = self.signed()
        self.nesting -= 1
        return self.made(sign.start, "neg", inner) if sign.text == "-" else inner

    def power(self) -> Node:
        start, base = self.token.start, self.primary()
        if not self.skip("^"):
            return base
        place = self.token.start
        self.enter()
        exponent = self.signed()
        self.nesting -= 1
        return self.raised(start, base, place, exponent)

    def primary(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.numeral()
        if token.kind == "name":
            name = ALIASES.get(token.text, token.text)
            if name in self.functions and name not in self.names:
                return self.call(self.take(), self.functions[name])
            return self.named()
        if token.text in ("(", "|") and token.kind == "sign":
            inner = self.bracket()
            return inner if token.text == "(" else self.made(token.start, "abs", inner)
        self.unexpected()

    def call(self, word: Token, function: Function) -> Node:
        """A function's value: sin(x), or sin 3x, which takes the factors up to a sign or function.

        The root sign without brackets takes only the one thing after it.
        """
        if self.token.text == "(":
            args = self.arguments()
        elif function.many or not self.begins_factor(number_too=True):
            self.missing_argument(word, function)
        else:
            self.enter()
            start, factors = self.token.start, [self.power()]
            while self.typed(word) != "√" and self.begins_factor() and not self.at_function():
                factors.append(self.side_by_side())
            args = [self.joined(start, factors)]
            self.nesting -= 1
        if len(args) < 2 if function.many else len(args) != function.count:
            count = "one argument" if function.count == 1 else "two arguments"
            count = "two or more arguments" if function.many else count
            hint = self.comma_hint(word.start)
            self.fail(f"'{{}}': {function.name} takes {count}{hint}", word.start)
        return self.made(word.start, function.name, *args)

    def arguments(self) -> list[Node]:
        opening = self.take()
        self.enter(")")
        args = [self.sum()]
        while self.skip(","):
            args.append(self.sum())
        self.close(opening)
        return args

    def bracket(self) -> Node:
        opening = self.take()
        self.enter(")" if opening.text == "(" else "|")
        inner = self.sum()
        self.close(opening)
        return inner

    def numeral(self) -> Node:
        token = self.take()
        if sum(c.isdigit() for c in token.text) > MAX_DIGITS:
            self.fail(f"the number '{{}}' is too long: at most {MAX_DIGITS} digits", token.start)
        try:
            return self.counted(number(float(token.text)))
        except ArithmeticError:
            self.fail("the number '{}' is too large", token.start)

    def named(self) -> Node:
        token = self.take()
        if token.text not in self.names:
            self.fail(_unknown(token.text, self.names, self.functions), token.start)
        return self.counted(Node("name", leaf=token.text, value=self.names[token.text]))

    # -- building nodes

    def made(self, start: int, op: str, *args: Node) -> Node:
        try:
            node = make(op, *args)
        except ZeroDivisionError:
            self.fail("'{}' divides by zero", start)
        except (ArithmeticError, ValueError):
            self.fail("'{}' is not a finite real number", start)
        return self.counted(node)

    def joined(self, start: int, factors: list[Node]) -> Node:
        return factors[0] if len(factors) == 1 else self.made(start, "*", *factors)

    def raised(self, start: int, base: Node, place: int, exponent: Node) -> Node:
        if base.leaf == "e":
            return self.made(start, "exp", exponent)
        if exponent.value is not None and abs(exponent.value) > MAX_EXPONENT:
            self.fail(f"the exponent '{{}}' is too large: at most {MAX_EXPONENT}", place)
        if exponent.value is None and base.value is not None and base.value <= 0:
            self.fail("'{}': with x or y in the exponent, the base must be positive", start)
        return self.made(start, "^", base, exponent)

    def counted(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ExpressionError(f"the formula has too many parts: at most {MAX_NODES}")
        if node.depth > MAX_TREE_DEPTH:
            raise ExpressionError("the formula is nested too deeply; write it shorter")
        return node

    # -- reading tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, sign: str) -> bool:
        found = self.token.kind == "sign" and self.token.text == sign
        self.at += found
        return found

    def enter(self, closing: str = "") -> None:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise ExpressionError(f"the formula is nested too deeply: at most {MAX_NESTING} levels")
        if closing:
            self.open.append(closing)

    def close(self, opening: Token) -> None:
        if self.token.kind == "end":
            where = f"'{opening.text}' at character {opening.start + 1}"
            message = f"{where} is never closed; write '{self.open[-1]}' where it ends"
            raise ExpressionError(message, opening.text, (opening.start, opening.end))
        if not self.skip(self.open[-1]):
            self.unexpected()
        self.open.pop()
        self.nesting -= 1

    def begins_factor(self, number_too: bool = False) -> bool:
        """Whether the next token begins something that multiplies what stands before it."""
        token = self.token
        if token.kind == "sign":  # a bar closes the bar before it, and opens one otherwise
            return token.text == "(" or (token.text == "|" and self.open[-1:] != ["|"])
        return token.kind == "name" or token.kind == "number"

    def side_by_side(self) -> Node:
        token = self.token
        if token.kind == "number":
            before = self.text[self.tokens[self.at - 1].start : token.start].strip()
            self.take()
            self.fail(
                f"'{{}}': a sign is missing; write {before}*{token.text}",
                self.tokens[self.at - 2].start,
            )
        return self.power()

    def at_function(self) -> bool:
        return ALIASES.get(self.token.text, self.token.text) in self.functions

    # -- errors

    def typed(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def fail(self, message: str, start: int) -> NoReturn:
        """Refuse the text from `start` to the last token taken; {} in the message is that text."""
        end = max(self.tokens[max(self.at - 1, 0)].end, start)
        piece = self.text[start:end]
        shown = piece if len(piece) <= 60 else piece[:57] + "..."
        raise ExpressionError(message.replace("{}", shown), piece, (start, end))

    def unexpected(self) -> NoReturn:
        token = self.take()
        if token.kind == "end":
            raise ExpressionError("the formula stops too early; something is missing at its end")
        if token.kind == "bad":
            self.fail(_foreign(self.typed(token)), token.start)
        if token.text == ",":
            start = max(self.at - 2, 0)
            start = self.tokens[start].start if self.token.kind == "number" else token.start
            self.at += self.token.kind == "number"
            hint = self.comma_hint(start) or "; a comma belongs between arguments, as in max(x, y)"
            self.fail("'{}' is not expected here" + hint, start)
        self.fail(_MENDS.get(token.text, "'{}' is not expected here"), token.start)

    def missing_argument(self, word: Token, function: Function) -> NoReturn:
        example = f"{function.name}(x, y)" if function.many else f"{function.name}(x)"
        if self.token.text == "^" and not function.many:
            self.take()
            self.fail(f"'{{}}': raise the value instead, as in {example}^2", word.start)
        self.fail(f"'{{}}' needs something in brackets, as in {example}", word.start)

    def comma_hint(self, start: int) -> str:
        """What to say about a decimal comma between `start` and the last token taken."""
        comma = re.search("[0-9]+,[0-9]+", self.text[start : self.tokens[self.at - 1].end])
        return f"; for a decimal number write {comma[0].replace(',', '.')}" if comma else ""


_MENDS = {
    "=": "'{}' is not expected here; write only the formula, as in x^2 + y^2",
    ")": "'{}' closes a bracket that was never opened; remove it",
    "|": "'{}' is not expected here; write abs(x) for an absolute value",
    "*": "'{}' has nothing to multiply; write something on both sides of it",
    "/": "'{}' has nothing to divide; write something on both sides of it",
    "^": "'{}' has nothing to raise; write something on both sides of it",
}


def _foreign(piece: str) -> str:
    char = piece[0]
    if char in "\r\n":
        return "a line break is not expected here; write the formula on one line"
    if char == ".":
        return "'{}' is not expected here; a dot belongs inside a number, as in 0.5"
    if not char.isascii() and char.isprintable():
        name = unicodedata.name(char, "unnamed").lower()
        return f"'{{}}' is not known here (the sign is: {name}); type it with plain letters"
    return "'{}' is not known here; use x, y, numbers, + - * / ^ and functions such as sin(x)"


def _unknown(
    name: str, names: Mapping[str, float | None], functions: Mapping[str, Function]
) -> str:
    """Message for a name that is not known, with the mend that is most likely meant."""
    parts = re.findall("|".join(sorted(map(re.escape, names), key=len, reverse=True)), name)
    known = [*names, *functions, *ALIASES]
    if "".join(parts) == name:
        return f"unknown name '{{}}'; write {'*'.join(parts)}"
    if re.fullmatch("[xy][0-9]+", name):
        return f"unknown name '{{}}'; write {name[0]}*{name[1:]} or {name[0]}^{name[1:]}"
    if name.lower() in known:
        return f"unknown name '{{}}'; write {name.lower()}"
    close = difflib.get_close_matches(name[:MAX_NESTING], known, n=1, cutoff=0.7)
    if close:
        return f"unknown name '{{}}'; did you mean {close[0]}?"
    return "unknown name '{}'; use x, y, e, pi and functions such as sin(x)"
