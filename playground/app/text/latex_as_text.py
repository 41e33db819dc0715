"""The little LaTeX of the update rules as plain text: for screen readers and the clipboard."""

from __future__ import annotations

import re

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "cdot": "·",
    "leftarrow": "←", "max": "max", "odot": "⊙", "nabla": "∇",
}
_ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304"}
_RAISED = str.maketrans("0123456789+-ti()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗⁱ⁽⁾")
_LOWERED = str.maketrans("0123456789+-ti()", "₀₁₂₃₄₅₆₇₈₉₊₋ₜᵢ₍₎")
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[^\\]")


def plain(latex: str) -> str:
    """Plain text for a formula: \\frac{\\eta}{\\sqrt{\\hat v} + \\epsilon} is η / (√v̂ + ε)."""
    text = "".join(_parts(_TOKEN.findall(latex)))
    return re.sub(r"\s+", " ", text.replace("-", "−")).strip()


def _parts(tokens: list[str]) -> list[str]:
    """The tokens' plain texts; empties the list."""
    found = []
    while tokens:
        found.append(_next(tokens))
    return found


def _next(tokens: list[str]) -> str:
    token = tokens.pop(0)
    name = token[1:]
    if token == "{":
        return _group(tokens)
    if token == "^":
        return _argument(tokens).translate(_RAISED)
    if token == "_":
        return _argument(tokens).translate(_LOWERED)
    if not token.startswith("\\"):
        return token
    if name in _ACCENTS:
        return _argument(tokens).strip() + _ACCENTS[name]
    if name == "sqrt":
        return "√" + _bracketed(_argument(tokens))
    if name == "frac":
        over, under = _argument(tokens), _argument(tokens)
        return f"{_bracketed(over)} / {_bracketed(under)}"
    return _GREEK.get(name, "" if name in ("left", "right") else " ")


def _argument(tokens: list[str]) -> str:
    """What a command or ^ or _ applies to: a group or the next token."""
    while tokens and tokens[0] == " ":
        tokens.pop(0)
    return _next(tokens) if tokens else ""


def _group(tokens: list[str]) -> str:
    """Everything up to the closing brace."""
    found = []
    while tokens and tokens[0] != "}":
        found.append(_next(tokens))
    if tokens:
        tokens.pop(0)
    return "".join(found)


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text.strip() else text
