"""On which line of a JSON text a place such as "steps[3].answer.from" stands."""

from __future__ import annotations

import re

_PIECE = re.compile(r"[^.\[\]]+|\[\d+\]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def line_of(text: str, place: str) -> int:
    """The line of the value at a place, from 1, or of the nearest thing around it that is there.

    The text is JSON that was read already; a place that there is not (a key that is missing) is
    answered by the object in which it should be.
    """
    wanted = [
        int(piece[1:-1]) if piece.startswith("[") else piece for piece in _PIECE.findall(place)
    ]
    best, best_depth = 1, 0
    path: list[str | int] = []
    opened: list[str] = []
    key: str | None = None
    expecting_key = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "}]":
            if opened:
                opened.pop()
            if path:
                path.pop()
            expecting_key = False
            continue
        if token == ",":
            if opened and opened[-1] == "[" and path:
                last = path[-1]
                path[-1] = last + 1 if isinstance(last, int) else last
            expecting_key = bool(opened) and opened[-1] == "{"
            continue
        if token == ":":
            expecting_key = False
            continue
        if expecting_key and token.startswith('"'):
            key = _unquoted(token)
            path[-1] = key
            if path == wanted[: len(path)] and len(path) > best_depth:
                best, best_depth = text.count("\n", 0, match.start()) + 1, len(path)
            continue
        if path == wanted[: len(path)] and len(path) > best_depth:
            best, best_depth = text.count("\n", 0, match.start()) + 1, len(path)
        if token in "{[":
            opened.append(token)
            path.append(0 if token == "[" else "")
            expecting_key = token == "{"
    return best


def _unquoted(token: str) -> str:
    return token[1:-1].replace('\\"', '"').replace("\\\\", "\\")
