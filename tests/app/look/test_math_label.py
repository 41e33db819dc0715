"""Formulas: typeset beside the window, painted in the theme, never in the way."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look import math_label
from playground.app.look.math_label import MathLabel, render_math
from playground.app.look.style import style
from playground.app.look.theme import DARK, LIGHT
from playground.app.work import background

RULE = r"\frac{m}{1 - \beta_1^t}"


@pytest.fixture
def label(qtbot):
    made = MathLabel()
    qtbot.addWidget(made)
    made.resize(300, 60)
    made.show()
    return made


def wait(qtbot, label):
    qtbot.waitUntil(lambda: not background.shared().busy)
    return label.grab().toImage()


def near(image, color, distance=30):
    """How many pixels are close to a colour."""
    color = QColor(color)
    pixels = (
        image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
    )
    return sum(
        abs(p.red() - color.red()) + abs(p.green() - color.green()) + abs(p.blue() - color.blue())
        < distance
        for p in pixels
    )


def test_importing_the_label_imports_nothing_heavy():
    code = (
        "import sys, playground.app.look.math_label, playground.app.widgets.param_form;"
        "print([m for m in ('sympy', 'ziamath', 'PIL', 'pyqtgraph') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_text_stands_in_until_the_formula_is_there(qtbot, label, monkeypatch):
    monkeypatch.setattr(math_label, "_formulas", {})
    background.hold()
    try:
        label.set_latex(RULE, "m / (1 − β₁ᵗ)")
        assert not label.typeset
        reserved = label.heightForWidth(300)
        before = near(label.grab().toImage(), LIGHT.text)
    finally:
        background.release()
    assert before > 20
    after = wait(qtbot, label)
    assert label.typeset
    assert near(after, LIGHT.text) > 20
    assert label.heightForWidth(300) == reserved  # nothing jumps


def test_a_formula_seen_before_is_there_at_once(qtbot, label):
    label.set_latex(RULE, "rule")
    wait(qtbot, label)
    other = MathLabel(RULE, "rule")
    qtbot.addWidget(other)
    assert other.typeset
    assert not background.shared().busy


def test_theme_and_accent(qtbot, label):
    label.set_latex(r"67890 + x - y = \textcolor{accent}{+12345}", "x = 12345")
    image = wait(qtbot, label)
    assert near(image, LIGHT.accent) > 20
    style.mode = "dark"
    image = label.grab().toImage()
    assert near(image, DARK.text, 150) > 10
    assert near(image, DARK.accent, 90) > 20
    assert near(image, LIGHT.accent) == 0


def test_what_cannot_be_typeset_stays_text(qtbot, label):
    label.set_latex(r"\frac{a}{", "a over nothing")
    image = wait(qtbot, label)
    assert not label.typeset
    assert near(image, LIGHT.text) > 20
    assert render_math(r"\frac{a}{", 13, "#000000") is None


def test_it_can_be_read_and_copied(qtbot, label):
    label.set_latex(r"\nabla f", "gradient of f")
    assert label.accessibleName() == "gradient of f"
    assert label.toolTip() == "gradient of f"
    copied = []
    for action in label.actions():
        action.trigger()
        copied.append(QGuiApplication.clipboard().text())
    assert copied == ["gradient of f", r"\nabla f"]
    wait(qtbot, label)


def test_it_shrinks_and_then_wraps(qtbot, label):
    label.set_latex(r"f(x, y) = (x - 2)^2 + (y - 3)^2 + \sin x + \cos y", "f")
    wait(qtbot, label)
    wide = label.sizeHint().width()
    label.resize(int(wide * 0.7), 40)
    image = label.grab().toImage()
    margin = image.copy(image.width() - 1, 0, 1, image.height())
    assert near(margin, LIGHT.text, 120) == 0
    parts = [r"f = (x - 2)^2", r"+ (y - 3)^2", r"+ \sin x + \cos y"]
    label.set_lines(parts, "f")
    wait(qtbot, label)
    assert label.heightForWidth(wide * 2) < label.heightForWidth(wide // 2)


def test_it_takes_the_height_it_needs_in_a_layout(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    label = MathLabel(r"\begin{pmatrix} a \\ b \\ c \\ d \end{pmatrix}", "a b c d")
    QVBoxLayout(window).addWidget(label)
    window.show()
    wait(qtbot, label)
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))


def test_a_label_may_go_before_its_formula_comes(qtbot):
    label = MathLabel(r"\int_0^1 g_{\text{gone}} \, dt", "g")
    label.deleteLater()
    del label
    qtbot.waitUntil(lambda: not background.shared().busy)


def test_render_math_has_the_size_asked_for(qapp):
    small, large = (render_math(RULE, size, "#123456").defaultSize() for size in (13, 26))
    assert large.height() == pytest.approx(2 * small.height(), abs=2)


def test_a_quick_ziamath_draws_the_same(qapp):
    from ziamath.nodes.mrow import Mrow

    nested = r"\left(\frac{e^{\left[x\right]}}{\sqrt{1 + \left|\frac{x}{y}\right|}}\right)"
    quick = math_label._typeset(nested)
    patched = Mrow._get_height_nostretch
    original = patched.__closure__[0].cell_contents
    Mrow._get_height_nostretch = original
    try:
        assert math_label._typeset(nested) == quick
    finally:
        Mrow._get_height_nostretch = patched


def test_rows_are_measured_once_however_deep(qapp, monkeypatch):
    from ziamath.nodes.mrow import Mrow

    math_label._ziamath()
    made = []
    setup = Mrow._setup
    monkeypatch.setattr(Mrow, "_setup", lambda row, **k: (made.append(row), setup(row, **k)))
    nested = r"\sin\left(" * 8 + "x" + r"\right)" * 8
    assert math_label._typeset(nested) is not None
    assert len(made) < 8 * 8  # 2^10 without `measured_once`


def test_what_is_too_long_or_too_deep_is_not_tried(qapp):
    assert not math_label.too_large(RULE)
    deep = ("e^{" * 12 + "x" + "}" * 12, r"\left(" * 12 + r"\right)" * 12)
    for latex in ("x + " * 500 + "x", *deep):
        assert math_label.too_large(latex) and math_label.typeset(latex) is None


def test_a_label_that_waits_keeps_its_height(qtbot, label):
    label.set_latex(r"\begin{pmatrix} a \\ b \end{pmatrix}", "a b")
    wait(qtbot, label)
    height = label.height()
    label.wait()
    assert label.heightForWidth(300) == height and label.text() == label.toolTip() == ""
    assert near(label.grab().toImage(), LIGHT.text) == 0
    label.set_latex("x", "x")
    wait(qtbot, label)
    assert label.heightForWidth(300) < height


@pytest.mark.parametrize(("signed", "plain"), [
    ("(-4, -6)", "({-}4, {-}6)"), ("x = -3", "x = {-}3"), ("-3 + 4", "{-}3 + 4"),
    (r"\left(-x\right)", r"\left({-}x\right)"), (r"\frac{-1}{2}", r"\frac{{-}1}{2}"),
])
def test_the_minus_of_a_number_stands_close_to_it(signed, plain):
    assert math_label.typeset(signed).width == math_label.typeset(plain).width


@pytest.mark.parametrize("formula", ["a - b", "(a) - 4", "x^2 - 1", r"\|x\| - 1", "2x -3"])
def test_a_minus_between_two_things_keeps_its_room(formula):
    close = formula.replace("-", "{-}")
    assert math_label.typeset(formula).width > math_label.typeset(close).width
