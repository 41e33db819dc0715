"""The problem: which surface is walked on, its formula and gradient, and what is known of it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from playground.app.core.held import edits as edits_of
from playground.app.core.view import Panel
from playground.app.look.math_label import MathLabel
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role, style
from playground.app.surface.problem.chooser import OWN, SurfaceChooser
from playground.app.surface.problem.facts import Facts, FactsBox, domain_text, facts_of
from playground.app.surface.problem.formula import (
    GradientFormula,
    ValueFormula,
    gradient_of,
    value_of,
)
from playground.app.surface.problem.gradient import GradientView
from playground.app.surface.problem.typed_function import OwnFunction
from playground.app.text import numbers as fmt
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.panel_scroll import PanelScroll
from playground.app.widgets.param_form import ParamForm
from playground.app.widgets.setting_row import label_of
from playground.app.work import background
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.parameters import SettingError, declared
from playground.engine.surface import Surface, Window
from playground.engine.surfaces import surfaces
from playground.lab.edits import surface as edits

_LATE_MS = 150


class ProblemPanel(Panel):
    """Chooses the surface or takes a typed function, and tells what a learner should know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surface: Surface | None = None
        self._pending: set[MathLabel | GradientView] = set()
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._wait_for_formulas)
        self._make()
        self._place()
        self._connect()

    # What there is

    def _make(self) -> None:
        self.chooser = SurfaceChooser()
        self.teaches = _sentence("quiet")
        self.formula = MathLabel()
        self._edit = QToolButton()
        self._edit.setText("Edit")
        self._edit.setToolTip("Change this formula: a copy of it becomes your own function.")
        self.own_part = OwnFunction()
        self._gradient = GradientView()
        self._notes = _sentence("small")
        self.form = ParamForm()
        self._facts = FactsBox()
        self._domain = _sentence("small")
        self._domain.setToolTip("The part of the plane that is drawn; a run may leave it.")
        self._start = QPushButton()
        self._start.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._start.setToolTip(
            "Put every runner where this surface shows best what it teaches."
        )
        self._log = QCheckBox("Logarithmic height")
        self._log.setToolTip(
            "Colour and contours by the logarithm of the height, which shows flat ground beside "
            "steep walls. The runs do not change."
        )
        for part in (self.chooser, self._edit, self.own_part, self.form):
            edits_of(part, "surface", "problem")
        edits_of(self._start, "start", "runners")
        self.empty_state = EmptyState("surface", "Here stands the surface, while one is walked on.")

    def _place(self) -> None:
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_M))
        inside.setSpacing(px(SPACE_S))
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_XS))
        row.addWidget(self.chooser, 1)
        row.addWidget(self._edit)
        for part in (
            # What one types in comes before what changes its height while one types.
            row, self.teaches, self.own_part, self.formula, self._gradient, self._notes,
            self.form, self._start, self._log, self._facts, self._domain,
        ):
            inside.addLayout(part) if isinstance(part, QHBoxLayout) else inside.addWidget(part)
        inside.addStretch(1)
        self.scroll_area = PanelScroll(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll_area)
        outer.addWidget(self.empty_state)
        self.empty_state.hide()

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._choose)
        self._edit.clicked.connect(self._begin_own)
        self.own_part.typed.connect(self._type)
        self.own_part.window_typed.connect(self._set_window)
        self.own_part.done.connect(self.edit_done)
        self.form.edited.connect(self._set_parameter)
        self._start.clicked.connect(self._use_start)
        self._log.clicked.connect(self._set_log)
        style.changed.connect(self._restyle)

    # Showing

    def draw_scene(self) -> None:
        if self.scene is None:
            return
        surface = edits.surface_of(self.scene.experiment)
        self.scroll_area.setVisible(surface is not None)
        self.empty_state.setVisible(surface is None)
        if surface is None:
            self._surface = None
            return
        self._log.setChecked(edits.log_height_of(self.scene.experiment))
        if surface != self._surface:
            self._show_surface(surface)
        elif self.own_part.isHidden():
            self.chooser.set_surface(surface.name)  # another one may have been refused

    def draw_cursor(self) -> None:
        pass  # nothing here depends on the step

    def _show_surface(self, surface: Surface) -> None:
        own = isinstance(surface, TypedSurface)
        before, self._surface = self._surface, surface
        self.chooser.set_surface(OWN if own else surface.name)
        self.teaches.setText(fmt.localised(surface.teaches))
        self.teaches.setVisible(not own)
        self._edit.setVisible(not own)
        self.own_part.setVisible(own)
        self.form.set_source(type(surface))
        self.form.set_settings(surface.settings)
        if isinstance(surface, TypedSurface):
            self.own_part.show_function(surface.text, surface.window)
        else:
            self.own_part.forget()
        self._write_numbers(surface)
        worker = background.shared()
        new = before is None or before.formula != surface.formula
        if new:
            # While one types, a formula that comes soon replaces the last one without a blink.
            typing = own and isinstance(before, TypedSurface)
            self._pending = {self.formula, self._gradient}
            self._late.start(_LATE_MS) if typing else self._wait_for_formulas()
            worker.cancel((self, "gradient"))
            worker.submit((self, "value"), lambda: value_of(surface), self._show_value)
        worker.submit(
            (self, "facts"), lambda: facts_of(surface), lambda f: self._show_facts(surface, f)
        )
        if new:  # the slowest comes last
            worker.submit((self, "gradient"), lambda: gradient_of(surface), self._show_gradient)

    @Slot()
    def _wait_for_formulas(self) -> None:
        """The last surface's formulas are not this one's: blank, at their height."""
        self._late.stop()
        for formula in self._pending:
            formula.wait()

    def _arrived(self, formula: MathLabel | GradientView) -> None:
        self._pending.discard(formula)
        if not self._pending:
            self._late.stop()

    def _write_numbers(self, surface: Surface) -> None:
        self._start.setText(f"Recommended start {fmt.point(*surface.start)}")
        self._domain.setText(f"Window: {domain_text(surface)}")

    def _show_value(self, formula: ValueFormula) -> None:
        if isValid(self):
            self.formula.set_lines(*formula)
            self._arrived(self.formula)

    def _show_gradient(self, formula: GradientFormula) -> None:
        if isValid(self):
            self._gradient.set_lines(formula.lines, formula.text)
            self._arrived(self._gradient)
            self._notes.setText("\n".join(formula.notes))
            self._notes.setVisible(bool(formula.notes))

    def _show_facts(self, surface: Surface, facts: Facts) -> None:
        if isValid(self):
            self._facts.show_facts(surface, facts)

    @Slot()
    def _restyle(self) -> None:
        if self._surface is not None:
            self._write_numbers(self._surface)

    # Editing

    @Slot(str)
    def _choose(self, name: str) -> None:
        if name == OWN:
            self._begin_own()
        else:
            surface = surfaces[name]()
            self.change(
                lambda e, _: edits.choose_surface(e, surface), f"surface {surface.title}"
            )

    @Slot()
    def _begin_own(self) -> None:
        """A copy of the formula on screen becomes the person's own, ready to be typed over."""
        if self._surface is not None:
            self.own_part.begin(edits.own_text(self._surface))

    @Slot(str, object)
    def _type(self, text: str, merge: str | None) -> None:
        """A text that is known to be a function becomes the problem."""
        # What was typed stands in the field already: drawing must not touch it.
        self.change(
            lambda e, _: edits.type_function(e, text), "your own function", merge, final=False
        )

    @Slot(object)
    def _set_window(self, window: Window) -> None:
        if isinstance(self._surface, TypedSurface):
            text = self._surface.text
            self.change(lambda e, _: edits.type_function(e, text, window), "window")

    @Slot(str, object, bool)
    def _set_parameter(self, name: str, value: object, final: bool) -> None:
        if self._surface is None:
            return
        what = label_of(name, declared(type(self._surface))[name])
        what = f"{what[:1].lower()}{what[1:]} {fmt.number(value)}"  # type: ignore[arg-type]
        try:
            self.change(
                lambda e, _: edits.set_surface_setting(e, name, value), what, f"surface {name}",
                final,
            )
        except SettingError as error:
            self.form.set_error(name, fmt.localised(str(error)))

    @Slot()
    def _use_start(self) -> None:
        self.change(lambda e, _: edits.use_recommended_start(e), "recommended start")

    @Slot(bool)
    def _set_log(self, on: bool) -> None:
        what = f"{'logarithmic' if on else 'linear'} height"
        self.change(lambda e, _: edits.set_log_height(e, on), what)


def _sentence(role: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    set_role(label, role)
    return label

