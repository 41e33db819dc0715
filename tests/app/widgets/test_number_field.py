"""Fields for numbers, and for whole ones."""

import pytest
from PySide6.QtCore import Qt

from playground.app.text.numbers import set_decimal
from playground.app.widgets.number_field import NumberField, WholeField


@pytest.fixture(params=[NumberField, WholeField])
def field(request, qtbot):
    made = request.param()
    qtbot.addWidget(made)
    made.show()
    return made


def typed(qtbot, field, text):
    """What a field says to a text: a number, or a sentence."""
    said = []
    field.typed.connect(said.append)
    field.refused.connect(said.append)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    return said


def test_an_example_is_of_the_field_s_kind(qtbot, field):
    (sentence,) = typed(qtbot, field, "many")
    example = "10" if isinstance(field, WholeField) else "0.01"
    assert sentence == f"“many” is not a number; type for example {example}"


@pytest.mark.parametrize(("mark", "shown"), [(".", "100,000 of 150"), (",", "100\u202f000 of 150")])
def test_a_large_whole_number_is_grouped_and_read_as_it_is_shown(qtbot, mark, shown):
    field = WholeField()
    qtbot.addWidget(field)
    set_decimal(mark)
    field.set_unit("of 150")
    field.set_value(100_000)
    assert field.text() == shown
    field.show()
    for text in ("20,000", "20.000", "20 000", "20000"):
        assert typed(qtbot, field, text)[-1] == 20_000


def test_a_field_that_fits_shows_all_of_its_number(qtbot, field):
    field.set_unit("of 1,000,000")
    field.set_value(5)
    field.fit(90)
    narrow = field.width()
    field.set_value(1_234_000)
    field.fit(90)
    inside = field.width() - field.fontMetrics().horizontalAdvance(field.text())
    assert field.width() > narrow and inside >= 4
    field.set_unit("")
    field.fit(90)
    assert field.width() == 90
