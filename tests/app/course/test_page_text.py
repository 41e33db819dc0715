"""What stands on a page is readable: signs, punctuation, characters that every system has."""

import json
import re

import pytest
from course_desk import FILES, begin, play_on
from PySide6.QtGui import QFont, QFontMetrics

from playground.app.course.fields import TableEntry
from playground.app.course.rich_text import RichText
from playground.app.look.math_label import typeset
from playground.app.look.style import style
from playground.app.text.numbers import editable


@pytest.fixture
def text(qtbot):
    made = RichText()
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


def shown(text, qtbot, words):
    text.set_text(words)
    qtbot.waitUntil(lambda: "\u2063" not in text.toPlainText() and "\ufffc" in text.toPlainText())
    return text.toPlainText()


def test_punctuation_stays_with_the_formula_before_it(text, qtbot):
    words = shown(text, qtbot, r"Put a point ($\eta = 0.1$), or type $x$; $y$. It is ($z$).")
    assert words == "Put a point (\ufffc or type \ufffc \ufffc It is (\ufffc"
    wide = text.document().idealWidth()
    shown(text, qtbot, r"Put a point ($\eta = 0.1$, or type $x$ $y$ It is ($z$")
    assert wide > text.document().idealWidth() + 8  # they are in the pictures


def lines_of(text):
    block = text.document().begin()
    layout, whole = block.layout(), block.text()
    lines = [layout.lineAt(k) for k in range(layout.lineCount())]
    return [whole[line.textStart() : line.textStart() + line.textLength()] for line in lines]


def test_no_line_begins_with_a_mark_however_wide_it_is(text, qtbot):
    shown(text, qtbot, r"Put a point ($\eta = 0.1$), or type $x$; $\frac{1}{y}$. It is $z$!")
    for width in range(120, 320, 3):
        text.resize(width, 200)
        starts = [line.lstrip("\u2060")[:1] for line in lines_of(text)]
        assert not [start for start in starts if start in tuple(".,;:!?)")]


def test_a_formula_as_wide_as_the_page_leaves_room_for_its_full_stop(text, qtbot):
    words = r"$(2x\,e^{x^2+y^2}+2(x-2),\;2y\,e^{x^2+y^2}+2(y-3),\;0)$."
    shown(text, qtbot, words)
    assert text.document().begin().layout().lineCount() == 1


def test_a_sign_in_a_sentence_is_a_minus_and_a_hyphen_stays_one(text):
    text.set_text("4. 0.02005; -0.7011, (-3, -2), 9.5e-7, five-fold, 3-4 and a `run --json`")
    said = text.toPlainText()
    assert "\u22120.7011" in said and "(\u22123, \u22122)" in said
    assert "9.5e-7" in said and "five-fold" in said and "3-4" in said and "--json" in said


@pytest.mark.parametrize("latex", ["(-4, -6)", "x = -3.78", r"0.1\cdot(-4)", "y < -1"])
def test_a_sign_in_a_formula_stands_at_its_number(qapp, latex):
    close = re.sub("-", "{-}", latex)
    assert typeset(latex).width == pytest.approx(typeset(close).width)


def test_a_difference_keeps_its_space(qapp):
    assert typeset("a - b").width > typeset("a {-} b").width


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[:2])
def test_a_lesson_has_no_character_that_fonts_lack(qapp, path):
    """Signs of keys, pictures and emoji were an empty box where the system's font has none."""
    whole = json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)
    assert not re.findall("[\u2300-\u23ff\u2600-\u27bf\U0001f000-\U0001ffff]", whole)
    labels = re.findall(r'"label": "([^"]*)"', whole)
    assert not [label for label in labels if re.search(r"(?<!\w)-\d", label)]


def test_the_numbers_of_rows_leave_the_room_to_the_fields(qtbot):
    entry = TableEntry("Your answer", (2, 2))
    qtbot.addWidget(entry)
    entry.resize(300, 80)
    entry.show()
    metrics = QFontMetrics(QFont())
    assert entry.fields[0].x() < 4 * metrics.horizontalAdvance("0")
    assert entry.fields[0].width() > 120


@pytest.mark.parametrize("count", [2, 3, 4])
def test_few_numbers_of_a_vector_have_all_of_the_width(qtbot, count):
    entry = TableEntry("Your answer", (count,))
    qtbot.addWidget(entry)
    entry.resize(300, 120)
    entry.show()
    right = max(field.geometry().right() for field in entry.fields)
    assert right > 290 and entry.fields[0].width() > 300 // min(count, 3) - 20


def test_a_number_to_type_over_is_never_minus_nothing():
    assert editable(-0.0) == "0" and editable(-0.5) == "\u22120.5"


def test_nobody_is_sent_to_hints_that_are_all_taken(window, qtbot):
    course = begin(window, qtbot, 4)
    play_on(course, qtbot, to=5)  # a question without a name for this mistake
    page = course.panel.page
    page.entry.show_given("7")
    page.act()
    assert page.say.text == "Try again, or take a hint."
    while page.hint_button.isEnabled():
        page.hint_button.click()
    page.act()
    assert "take a hint" not in page.say.text and "Try again" in page.say.text


def test_what_was_is_not_drawn_in_the_colour_of_the_cursor(window, qtbot):
    course = begin(window, qtbot, 2)
    play_on(course, qtbot, to=3)
    you, it = window.mode.panels["chart"].predictions.lines
    assert you.pen.color().name() == style.theme.accent
    assert it.pen.color().name() == style.theme.text
