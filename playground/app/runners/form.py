"""What the selected runner is made of: optimizer, settings, start, branches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.held import edits
from playground.app.core.registry_signal import registered
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_XS, px, set_role
from playground.app.runners.climb import ClimbRow
from playground.app.runners.clip import ClipRow
from playground.app.runners.noise import NoiseRow
from playground.app.runners.own_line import OwnLine
from playground.app.runners.own_list import OwnList
from playground.app.runners.schedule import ScheduleRow
from playground.app.runners.start import StartRow
from playground.app.text import numbers as fmt
from playground.app.widgets.combo import Combo
from playground.app.widgets.param_form import ParamForm
from playground.app.widgets.runner_text import RunnerText
from playground.app.widgets.setting_row import label_of
from playground.app.widgets.slider import quiet_wheel
from playground.engine.optimizer import Optimizer
from playground.engine.optimizers import optimizers
from playground.engine.parameters import declared
from playground.lab.experiments.experiment import Runner
from playground.lab.runs.run import Run


def change_text(before: Optimizer, after: Optimizer) -> str:
    """What a branch changed: "learning rate 0.005", or the other optimizer's title."""
    if before.name != after.name:
        return after.title
    parts = [
        f"{setting_words(after, name)} {fmt.setting(value)}"
        for name, value in after.settings.items()
        if value != getattr(before, name)
    ]
    return ", ".join(parts) or "nothing"


def setting_words(optimizer: Optimizer, name: str) -> str:
    """A setting's name inside a sentence: "learning rate η"."""
    label = label_of(name, declared(type(optimizer))[name])
    return label[:1].lower() + label[1:]


def optimizer_entries() -> dict[str, tuple[str, str]]:
    """By name: the title and the tooltip of every optimizer; one's own say so, and whence."""
    found = {}
    for name, kind in optimizers.items():
        title, tip = kind.title, " ".join((kind.__doc__ or "").split())
        if name in optimizers.own:
            title, tip = f"{title} (own)", f"{tip}\nFrom {optimizers.own[name]}."
        found[name] = title, tip
    return found


_FROM_START = "Changes apply from the start"


class OptimizerBox(Combo):
    """The optimizers by title; says `chosen(name)` for a hand's choice."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill()
        registered.changed.connect(self._refill)
        self.setAccessibleName("Optimizer")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        quiet_wheel(self)
        self.activated.connect(lambda k: self.chosen.emit(self.itemData(k)))

    def _fill(self) -> None:
        for name, (title, tip) in optimizer_entries().items():
            self.addItem(title, name)
            self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)

    @Slot()
    def _refill(self) -> None:
        """Optimizers of one's own came or went."""
        shown = self.currentData()
        self.clear()
        self._fill()
        self.setCurrentIndex(self.findData(shown))

    def set_optimizer(self, optimizer: Optimizer) -> None:
        """Show which one steps."""
        self.setPlaceholderText(optimizer.title)  # of one that cannot be chosen
        self.setCurrentIndex(self.findData(optimizer.name))
        year = f" ({optimizer.year})" if optimizer.year else ""
        self.setToolTip(f"{optimizer.title}{year}: {optimizer.__doc__}")


class ScopeLine(RunnerText):
    """Says from which step on changes will apply; its switch says "from 0" instead."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(quiet=True, small=True, parent=parent)
        self.switch = QToolButton()  # stands beside the optimizers
        self.switch.setText("From 0")  # the optimizer's name needs the room
        self.switch.setAccessibleName("Changes apply from the start")
        set_role(self.switch, "tight")
        self.switch.setCheckable(True)
        self.switch.setToolTip(
            "Apply changes to the whole run, from step 0 on, instead of branching off where you "
            "are. Branches made so far are removed."
        )
        self.switch.toggled.connect(self.toggled)
        kept = self.switch.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.switch.setSizePolicy(kept)

    @property
    def from_start(self) -> bool:
        """Whether the switch says so."""
        return self.switch.isChecked()

    def show_step(self, step: int, branching: bool, branches: bool) -> None:
        """`branching`: the cursor is where a branch is possible; `branches`: there are some."""
        self.switch.setVisible(branching)
        if step:
            text = f"Changes from step {fmt.grouped(step)} on"
        else:
            text = "Changes from step 0 on, without branches" if branches else _FROM_START
        self.set_text(text)
        self.setToolTip(
            "In the middle of a run a change branches off: the past stays, the future is "
            "computed anew. At step 0, or when the run has ended, the whole run changes, and "
            "branches made so far are removed."
        )


class BranchList(QWidget):
    """The branches of a run, each with a button that takes it back."""

    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._rows: list[tuple[QWidget, RunnerText, QToolButton]] = []
        self._steps: list[int] = []

    def show_branches(self, runner: Runner, run: Run | None) -> None:
        """List what changes where."""
        self._steps = [change.step for change in runner.changes]
        while len(self._rows) < len(self._steps):
            self._add_row()
        before = runner.optimizer
        for k, (row, text, button) in enumerate(self._rows):
            row.setVisible(k < len(self._steps))
            if k < len(self._steps):
                change = runner.changes[k]
                what = change_text(before, change.optimizer)
                said = f"from step {fmt.grouped(change.step)}: {what}"
                text.set_text(said)
                row.setToolTip(f"{said[:1].upper()}{said[1:]}. Before it: {_all(before)}.")
                button.setAccessibleName(f"Remove the branch {said}")
                before = change.optimizer
        self.setVisible(bool(self._steps))

    def texts(self) -> list[str]:
        """What is listed."""
        return [text.text() for _, text, _ in self._rows[: len(self._steps)]]

    def _add_row(self) -> None:
        k = len(self._rows)
        row, text, button = QWidget(), RunnerText(small=True), QToolButton()
        mark = QLabel()
        mark.setPixmap(icon("branch", "quiet").pixmap(QSize(px(14), px(14))))
        button.setIcon(icon("close", "quiet"))
        button.setIconSize(QSize(px(12), px(12)))
        button.setFixedSize(px(22), px(22))
        button.setToolTip("Take this branch back; later ones stay.")
        button.clicked.connect(lambda: self.removed.emit(self._steps[k]))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(SPACE_XS))
        line.addWidget(mark)
        line.addWidget(text, 1)
        line.addWidget(button)
        self._layout.addWidget(row)
        self._rows.append((row, text, button))


def _all(optimizer: Optimizer) -> str:
    settings: Mapping[str, float | str] = optimizer.settings
    values = (f"{setting_words(optimizer, n)} {fmt.setting(v)}" for n, v in settings.items())
    return ", ".join([optimizer.title, *values])


class RunnerForm(QWidget):
    """Shows a runner at the cursor; says what a hand changed, never more.

    `setting(name, value, final)`, `optimizer(name)`, `start(x, y)`, `branch_removed(step)`.
    """

    setting = Signal(str, object, bool)
    optimizer = Signal(str)
    start = Signal(float, float)
    branch_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Optimizer | None = None
        self.box = OptimizerBox()
        self.scope = ScopeLine()
        self.settings = ParamForm()
        self.schedule = ScheduleRow()
        self.clip = ClipRow()
        self.climb = ClimbRow()
        self.starts = StartRow()
        self.branches = BranchList()
        self.own = OwnList()
        self.noise = NoiseRow()
        self.settings.things = "settings", "runners"
        edits(self.box, "optimizer", "settings", "runners")
        edits(self.schedule, "learning_rate", "settings", "runners")
        edits(self.clip, "settings", "runners")
        edits(self.climb, "settings", "runners")
        edits(self.starts, "start", "runners")
        edits(self.noise, "runners")
        edits(self.own, "runners")
        edits(self.branches, "settings", "runners")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(SPACE_XS))
        first = QHBoxLayout()
        first.setSpacing(px(SPACE_XS))
        first.addWidget(self.box, 1)
        first.addWidget(self.scope.switch)
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addLayout(first)
        head.addWidget(self.scope)
        layout.addLayout(head)
        for part in (
            self.settings, self.schedule, self.clip, self.climb, self.branches, self.own,
            self.starts, self.noise,
        ):
            layout.addWidget(part)
        self.settings.edited.connect(self.setting)
        self.box.chosen.connect(self.optimizer)
        self.starts.typed.connect(self.start)
        self.branches.removed.connect(self.branch_removed)

    def show_runner(
        self, runner: Runner, run: Run | None, own: Sequence[OwnLine] = (), one_start: bool = True
    ) -> None:
        """Show what does not depend on the cursor; `own` is what is this runner's alone."""
        self._shown = None  # a hand may have shown what was then not done
        self.starts.show_start(runner.start)
        self.starts.shared.setChecked(one_start)
        self.own.show_lines(runner.label, own)
        self.branches.show_branches(runner, run)

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Show the settings in force, if they are others than those on screen."""
        if optimizer == self._shown:
            return
        self._shown = optimizer
        self.box.set_optimizer(optimizer)
        self.settings.set_source(type(optimizer))
        self.settings.set_settings(optimizer.settings)
        self.schedule.show_optimizer(optimizer)
        self.clip.show_optimizer(optimizer)
        self.climb.show_optimizer(optimizer)
