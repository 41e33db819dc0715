"""The differences between libraries as a page: a heading, a sentence, a table of numbers each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from playground.app.look.style import style
from playground.lab.export.compared_rules import Difference


def as_html(found: Iterable[Difference]) -> str:
    """Rich text in the theme's colours."""
    theme = style.theme
    parts = [
        f"<h3>{escape(one.title)}</h3><p>{escape(one.words)}</p>"
        "<table cellpadding='3'>"
        + "".join(
            f"<tr><td style='color:{theme.quiet}'>{escape(name)}&nbsp;&nbsp;</td>"
            f"<td><b>{escape(value)}</b></td></tr>" for name, value in one.numbers
        ) + "</table>"
        for one in found
    ]
    return "".join(parts) or "<p>Nothing differs for this rule.</p>"
