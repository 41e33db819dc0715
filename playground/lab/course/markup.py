"""A lesson's text as HTML: the Markdown that lessons use, and formulas as someone draws them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

_MATH = re.compile(r"\$([^$]+)\$")


def as_html(text: str, formula: Callable[[str], str]) -> str:
    """Paragraphs, lists, bold, italics and code; each LaTeX between $ by `formula`, as HTML."""
    formulas = [formula(latex) for latex in _MATH.findall(text)]
    count = iter(range(len(formulas)))
    plain = escape(_MATH.sub(lambda _: f"\0{next(count)}\0", text), quote=False)
    for mark, tag in ((r"\*\*", "strong"), (r"\*", "em"), ("`", "code")):
        plain = re.sub(rf"{mark}(?=\S)(.+?)(?<=\S){mark}", rf"<{tag}>\1</{tag}>", plain)
    blocks: list[str] = []
    for block in filter(None, re.split(r"\n\s*\n", plain.strip())):
        lines = block.splitlines()
        if lines and all(re.match(r"[-*] ", line) for line in lines):
            blocks.append("<ul>" + "".join(f"<li>{line[2:]}</li>" for line in lines) + "</ul>")
        else:
            blocks.append(f"<p>{block}</p>")
    return re.sub("\0(\\d+)\0", lambda match: formulas[int(match[1])], "\n".join(blocks))
