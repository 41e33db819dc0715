r"""Typed text to a tree of nodes, by a small grammar of its own.

    sum      product (("+" | "-") product)*
    product  signed (("*" | "/") signed | power)*          two things side by side multiply
    signed   ("+" | "-") signed | power
    power    primary ("^" signed)?                         a^b^c is a^(b^c), -a^2 is -(a^2)
    primary  number | name | function "(" sum, ... ")" | "(" sum ")" | "|" sum "|"
             | "\frac" "{" sum "}" "{" sum "}"              braces are brackets, as in LaTeX

Python's own parser is not asked: text from a file could exhaust its stack, and what this
grammar cannot say (attributes, strings, lambdas, ...) needs no list of things to forbid.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import NoReturn

from playground.engine.expressions.functions import PUBLIC_FUNCTIONS, Function
from playground.engine.expressions.hints import INVERSES, MENDS, foreign, unknown
from playground.engine.expressions.nodes import ExpressionError, Node, make, number
from playground.engine.expressions.tokens import ALIASES, Token, tokens

MAX_LENGTH = 400
MAX_NODES = 300
MAX_NESTING = 40
MAX_TREE_DEPTH = 100
MAX_DIGITS = 30
MAX_EXPONENT = 64

MATHEMATICAL = {"pi": math.pi, "e": math.e}
POWER = "pow"
"""pow(x, 2) is x^2: no function of its own, since ^ says the same."""


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
        return [(token.kind, token.text) for token in tokens(text)]

    return one == other or read(one) == read(other)


class _Parser:
    """Reads the tokens once, from the left; every method reads one rule of the grammar."""

    def __init__(
        self, text: str, names: Mapping[str, float | None], functions: Mapping[str, Function]
    ) -> None:
        self.text = text
        self.names = names
        self.functions = functions
        self.tokens = tokens(text, names, [*functions, POWER])
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
            if name == POWER and name not in self.names:
                return self.call_power(self.take())
            return self.named()
        if token.kind == "frac":
            self.take()
            return self.made(token.start, "/", self.braced(), self.braced())
        if token.text in ("(", "{", "|") and token.kind == "sign":
            inner = self.bracket()
            return self.made(token.start, "abs", inner) if token.text == "|" else inner
        self.unexpected()

    def braced(self) -> Node:
        r"""What LaTeX takes for an argument: {...}, or one digit or letter: \frac12."""
        token = self.token
        if token.kind == "sign" and token.text == "{":
            return self.bracket()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            rest = Token("number", token.text[1:], token.start + 1, token.end)
            self.tokens[self.at : self.at + 1] = [
                Token("number", token.text[0], token.start, token.start + 1), rest
            ]
        return self.primary()

    def call(self, word: Token, function: Function) -> Node:
        """A function's value: sin(x), or sin 3x, which takes the factors up to a sign or function.

        The root sign without brackets takes only the one thing after it. sin^2 x is sin(x)^2.
        """
        place = self.token.end
        exponent = self.function_power(word, function) if self.skip("^") else None
        if self.token.text in ("(", "{"):
            args = self.arguments(word, function)
        elif function.count > 1 or not self.begins_factor(number_too=True):
            self.missing_argument(word, function)
        else:
            self.enter()
            start, factors = self.token.start, [self.power()]
            rooted = self.typed(word) in ("√", "∛", r"\sqrt")
            while not rooted and self.begins_factor() and not self.at_function():
                factors.append(self.side_by_side())
            args = [self.joined(start, factors)]
            self.nesting -= 1
        self.check_count(word, function.name, len(args), function.count, function.many)
        value = self.made(word.start, function.name, *args)
        return value if exponent is None else self.raised(word.start, value, place, exponent)

    def function_power(self, word: Token, function: Function) -> Node:
        """The whole number in sin^2 x."""
        minus = self.skip("-")
        if self.token.kind == "sign" and self.token.text in ("{", "("):
            exponent = self.bracket()
        elif self.token.kind == "number":
            exponent = self.numeral()
        else:
            self.missing_argument(word, function)
        if exponent.value is None or not exponent.value.is_integer():
            self.fail(f"'{{}}': raise the value instead, as in {function.example}^2", word.start)
        power = -exponent.value if minus else exponent.value
        if power == -1 and function.name in INVERSES:
            ways = f"{INVERSES[function.name]}, or 1/{function.example}"
            self.fail(f"'{{}}' may mean two things; write {ways}", word.start)
        if power < 0:
            below = function.example + (f"^{-power:.0f}" if power != -1 else "")
            self.fail(f"'{{}}': write 1/{below}", word.start)
        return exponent

    def call_power(self, word: Token) -> Node:
        """pow(x, 2), as programs write x^2."""
        if self.token.text != "(":
            self.take()
            self.fail("'{}': write x^2 for pow(x, 2)", word.start)
        args = self.arguments(word)
        self.check_count(word, POWER, len(args), 2)
        return self.raised(word.start, args[0], word.end, args[1])

    def check_count(
        self, word: Token, name: str, count: int, wanted: int, more: bool = False
    ) -> None:
        if count == wanted or (more and count > wanted):
            return
        told = "two or more arguments" if more else ("one argument", "two arguments")[wanted - 1]
        self.fail(f"'{{}}': {name} takes {told}{self.comma_hint(word.start)}", word.start)

    def arguments(self, word: Token, function: Function | None = None) -> list[Node]:
        opening = self.take()
        self.enter(_CLOSING[opening.text])
        if self.token.text == self.open[-1]:
            self.take()
            example = function.example if function else "pow(x, 2)"
            many = function is None or function.count > 1
            lacks = "its arguments" if many else "its argument"
            self.fail(f"'{{}}' lacks {lacks}; write {example}", word.start)
        args = [self.sum()]
        while self.skip(","):
            args.append(self.sum())
        self.close(opening)
        return args

    def bracket(self) -> Node:
        opening = self.take()
        self.enter(_CLOSING[opening.text])
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
            self.unknown_name(token)
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
        if base.value is not None and exponent.value is not None and base.value < 0:
            self.check_root(start, base.value, exponent.value)
        return self.made(start, "^", base, exponent)

    def check_root(self, start: int, base: float, exponent: float) -> None:
        """(-8)^(1/3) is no real number to a computer; cbrt(-8) is."""
        if not exponent.is_integer():
            root = f"cbrt({base:.12g})" if abs(exponent - 1 / 3) < 1e-12 else "cbrt(x)"
            self.fail(
                "'{}' is not a finite real number; the odd root of a negative number is written "
                + root, start,
            )

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
            piece = self.typed(opening)
            where = f"'{piece}' at character {opening.start + 1}"
            message = f"{where} is never closed; write '{self.open[-1]}' where it ends"
            raise ExpressionError(message, piece, (opening.start, opening.end))
        if not self.skip(self.open[-1]):
            self.unexpected()
        self.open.pop()
        self.nesting -= 1

    def begins_factor(self, number_too: bool = False) -> bool:
        """Whether the next token begins something that multiplies what stands before it."""
        token = self.token
        if token.kind == "sign":  # a bar closes the bar before it, and opens one otherwise
            return token.text in ("(", "{") or (token.text == "|" and self.open[-1:] != ["|"])
        return token.kind in ("name", "number", "frac")

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
        return self.token.kind == "name" and (
            ALIASES.get(self.token.text, self.token.text) in self.functions
        )

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
        if token.kind in ("bad", "mixed"):
            self.fail(foreign(self.typed(token)), token.start)
        if token.text == ",":
            start = max(self.at - 2, 0)
            start = self.tokens[start].start if self.token.kind == "number" else token.start
            self.at += self.token.kind == "number"
            hint = self.comma_hint(start) or "; a comma belongs between arguments, as in max(x, y)"
            self.fail("'{}' is not expected here" + hint, start)
        self.fail(MENDS.get(token.text, "'{}' is not expected here"), token.start)

    def missing_argument(self, word: Token, function: Function) -> NoReturn:
        raised = self.tokens[self.at - 1] is not word
        power = "^2" if raised and function.count == 1 else ""
        self.fail(
            f"'{{}}' needs something in brackets, as in {function.example}{power}", word.start
        )

    def unknown_name(self, token: Token) -> NoReturn:
        """Refuse a name; what follows without a blank may be part of the same word: cos2πx."""
        begin = self.at
        while self.token.kind in ("name", "number") and self.token.start == self.last.end:
            self.take()
        after = self.text[token.end : self.token.start if self.token.text == "(" else self.last.end]
        after += "(" * (self.token.text == "(" and self.token.start == self.last.end)
        message = unknown(token.text, after, self.names, self.functions)
        if "lacks brackets" not in message:
            self.at = begin
        self.fail(message, token.start)

    @property
    def last(self) -> Token:
        """The last token taken."""
        return self.tokens[max(self.at - 1, 0)]

    def comma_hint(self, start: int) -> str:
        """What to say about a decimal comma between `start` and the last token taken."""
        comma = re.search("[0-9]+,[0-9]+", self.text[start : self.tokens[self.at - 1].end])
        return f"; for a decimal number write {comma[0].replace(',', '.')}" if comma else ""


_CLOSING = {"(": ")", "{": "}", "|": "|"}
