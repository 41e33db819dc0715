"""The typed function: its text, what is wrong with it, and the window to look through."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.surface.problem.formula_field import FormulaField
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital
from playground.app.widgets.number_field import NumberField
from playground.app.work import background
from playground.engine.expressions.functions import FUNCTIONS
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.surface import Window

MERGE = "own function"
_SYNTAX = (
    "Write x^2 for powers; 2xy, 3(x+1) and sin 3x need no sign; |x| is abs(x); pi and e are "
    "known. Numbers have a decimal point, 0.5: a comma separates arguments, as in max(x, y). "
    "Formulas pasted from LaTeX or from a program (np.exp) are read as they are. Escape leaves "
    "the field and takes back what is no function."
    f"\nFunctions: {', '.join(f.name for f in FUNCTIONS)}."
)


class OwnFunction(QWidget):
    """Says `typed(text, merge)` once a text is known to be a function; asks on a worker.

    While the text is wrong it stays as it is, the piece underlined and the mend below it.
    `done` ends what belongs to one undo step.
    """

    typed = Signal(str, object)
    window_typed = Signal(object)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""  # the last text that was shown or said
        self._window: Window = TypedSurface().window
        self._asking = False
        self._done_after = False
        self._taking_over = False
        # Its own: an answer to what is typed does not wait for formulas to be typeset.
        self.worker = background.Background()
        self._make()
        self._place()
        self.entry_field.typed.connect(self._ask)
        # Enter leaves the keyboard there: who goes on typing means the formula.
        self.entry_field.entered.connect(self._left)
        self.entry_field.left.connect(self._left)
        self.entry_field.escaped.connect(self._take_back)

    def _make(self) -> None:
        self.label = QLabel("f(x, y) =")
        self.entry_field = FormulaField()
        self.entry_field.setAccessibleName("f(x, y)")
        self.entry_field.setAccessibleDescription(_SYNTAX)
        self.entry_field.setToolTip(f"The function to minimize, in x and y.\n{_SYNTAX}")
        self.entry_field.setPlaceholderText("x^2 + sin 3y")
        self.label.setBuddy(self.entry_field)
        self.help = QToolButton()
        self.help.setIcon(icon("help", "quiet"))
        self.help.setCheckable(True)
        self.help.setToolTip("How to write a function.")
        self.help.setAccessibleName("How to write a function")
        self.syntax = QLabel(_SYNTAX)
        self.syntax.setWordWrap(True)
        set_role(self.syntax, "small")
        self.syntax.hide()
        self.help.toggled.connect(self.syntax.setVisible)
        self.error_line = ErrorLine()
        self._sides: list[NumberField] = []
        self.window_error = ErrorLine()

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self.help)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(SPACE_XS))
        layout.addLayout(head)
        for widget in (self.entry_field, self.error_line, self.syntax):
            layout.addWidget(widget)
        layout.addLayout(self._window_grid())
        layout.addWidget(self.window_error)

    def _window_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_S))
        grid.setVerticalSpacing(px(SPACE_XS))
        for row, axis in enumerate("xy"):
            grid.addWidget(QLabel(f"{axis} from"), row, 0)
            grid.addWidget(self._side(f"{axis} from"), row, 1)
            grid.addWidget(QLabel("to"), row, 2, Qt.AlignmentFlag.AlignHCenter)
            grid.addWidget(self._side(f"{axis} to"), row, 3)
        return grid

    def _side(self, name: str) -> NumberField:
        field = NumberField()
        field.setAccessibleName(name)
        field.setToolTip("An end of the window that the surface is drawn in.")
        field.setMinimumWidth(px(48))
        place = len(self._sides)
        field.typed.connect(lambda value: self._type_side(place, value))
        field.refused.connect(self.window_error.set_error)
        self._sides.append(field)
        return field

    # Showing

    def show_function(self, text: str, window: Window) -> None:
        """Show what is walked on; what is being typed stays if it says the same."""
        if text != self._text:
            self._drop_question()
            self._text = text
            self.entry_field.set_text(text)
            self.error_line.set_error("")
        self._window = window
        for field, value in zip(self._sides, (*window[0], *window[1]), strict=True):
            if field.value != value or not field.hasFocus():
                field.set_value(value)
        self.window_error.set_error("")
        if self._taking_over:
            self._taking_over = False
            self.show()
            self.entry_field.setFocus()
            self.entry_field.selectAll()

    def forget(self) -> None:
        """Another surface is walked on: whatever was asked is of no interest."""
        self._drop_question()
        self._text = ""
        self._taking_over = False

    def begin(self, text: str) -> None:
        """Take a text over and, when it has become the function, wait to be typed over."""
        self._taking_over = True
        self.entry_field.set_text(text)
        self._text = text
        self._ask(text)

    # Asking whether a text is a function

    @Slot(str)
    def _ask(self, text: str) -> None:
        from playground.engine.expressions.expression import parse  # not before the first paint

        self._asking = True
        self.worker.submit(
            self, lambda: parse(text), lambda _: self._accept(text), self._refuse
        )

    def _accept(self, text: str) -> None:
        if not isValid(self):
            return
        from playground.engine.expressions.parser import same_text

        begun = self._taking_over
        self._asking = False
        self.error_line.set_error("")
        self.entry_field.mark(None)
        if begun or not same_text(text, self._text):  # blanks alone are no edit
            self._text = text
            self.typed.emit(text, None if begun else MERGE)
        self._finish()

    def _refuse(self, error: Exception) -> None:
        if not isValid(self):
            return
        from playground.engine.expressions.expression import ExpressionError

        self._asking = False
        if not isinstance(error, ExpressionError):
            raise error
        self.error_line.set_error(capital(error))
        self.entry_field.mark(error.span)
        self._finish()

    def _finish(self) -> None:
        if self._done_after:
            self._done_after = False
            self.done.emit()

    def _drop_question(self) -> None:
        self.worker.cancel(self)
        self._asking = False
        self._done_after = False

    @Slot()
    def _left(self) -> None:
        """The edit is complete, once the answer to the last question is there."""
        if self._asking:
            self._done_after = True
        else:
            self.done.emit()

    @Slot()
    def _take_back(self) -> None:
        """Escape: back to the last text that was a function."""
        self._drop_question()
        self.entry_field.set_text(self._text)
        self.error_line.set_error("")
        self.entry_field.clearFocus()

    def _type_side(self, place: int, value: float) -> None:
        values = [field.value for field in self._sides]
        values[place] = value
        window = ((values[0], values[1]), (values[2], values[3]))
        for axis, (low, high) in zip("xy", window, strict=True):
            if not low < high:
                self.window_error.set_error(f"{axis} must end at more than it begins with.")
                self._sides[place].set_invalid(True)
                return
            if not 1e-9 * max(abs(low), abs(high)) < high - low < 1e150:
                self.window_error.set_error("This is too narrow or too wide to be drawn.")
                self._sides[place].set_invalid(True)
                return
        self.window_error.set_error("")
        self.window_typed.emit(window)
