"""What the panels about a network have in common: whose recipe they show, and how they edit it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.app.core.view import Panel
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role
from playground.app.text.numbers import localised
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.panel_scroll import PanelScroll
from playground.engine.dataset import Data
from playground.engine.parameters import SettingError
from playground.lab.edits.network import is_network, recipe_of, scope
from playground.lab.edits.seeds import keep_seeds
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.experiments.presets import retitled

Change = Callable[[Experiment, int | None], Experiment]
"""An edit of `lab.network_edits`: the experiment, and whose network is meant (None: all's)."""

Part = Callable[[NetworkRecipe], Any]
"""What of a recipe an edit changes: runners that agree there are edited together."""


class NetworkPanel(Panel):
    """Shows the selected runner's recipe; subclasses write `draw_recipe`.

    What the runner has in common with the shared recipe is edited for all runners that have it
    too; what is its own, for it alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.title)

    title = ""

    def _frame(self, content: QWidget, sentence: str) -> QVBoxLayout:
        """Put the content into a scroll area, with an empty state beside it."""
        inside = QVBoxLayout(content)
        inside.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_M))
        inside.setSpacing(px(SPACE_S))
        self._scroll = PanelScroll(content)
        self._empty = EmptyState("network", sentence)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        outer.addWidget(self._empty)
        self._empty.hide()
        return inside

    # What is shown

    @property
    def recipe(self) -> NetworkRecipe | None:
        """The recipe of the selected runner, or None where no network is trained."""
        if self.scene is None or not is_network(self.scene.experiment):
            return None
        experiment = self.scene.experiment
        return recipe_of(experiment, scope(experiment, self.scene.selected))

    @property
    def data(self) -> Data | None:
        """The samples that the selected run learns from."""
        if self.scene is None or self.recipe is None:
            return None
        run = self.scene.run
        data = getattr(run.problem, "data", None) if run is not None else None
        return data or self.recipe.dataset.make(self.scene.experiment.seed)

    def draw_scene(self) -> None:
        recipe = self.recipe
        self._scroll.setVisible(recipe is not None)
        self._empty.setVisible(recipe is None)
        if recipe is not None:
            self.draw_recipe(recipe)

    def draw_cursor(self) -> None:
        """By default nothing depends on the step."""

    def draw_recipe(self, recipe: NetworkRecipe) -> None:
        """Show the selected runner's recipe."""
        raise NotImplementedError

    # Editing

    def whose(self, part: Part) -> int | None:
        """Whom an edit of a part of the recipe reaches: None is all that have the same there."""
        if self.scene is None:
            return None
        experiment = self.scene.experiment
        own = scope(experiment, self.scene.selected)
        if own is None or part(recipe_of(experiment, own)) == part(recipe_of(experiment)):
            return None
        return own

    def change(
        self, edit: Change, part: Part, what: str,
        merge: str | None = None, final: bool = True,
    ) -> Experiment | None:
        """Edit the experiment and say so; raises SettingError, returns None if all stays."""
        if self.scene is None or self.recipe is None:
            return None
        before = self.scene.experiment
        changed = retitled(keep_seeds(before, edit(before, self.whose(part))))
        if changed != before:
            self.edited.emit(changed, what, merge)
        else:
            self.draw_scene()
        if final and merge is not None:
            self.edit_done.emit()
        return changed if changed != before else None


def sentence(role: str = "small") -> QLabel:
    """A label of wrapped text that never asks for more width than there is."""
    label = QLabel()
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    set_role(label, role)
    return label


def heading(text: str) -> QLabel:
    """The name of a section of a panel."""
    label = sentence("heading")
    label.setText(text)
    return label


def tool_button(text: str, name: str, tip: str) -> QToolButton:
    """A button with an icon beside its text; either may be empty."""
    button = QToolButton()
    button.setText(text)
    if name:
        button.setIcon(icon(name))
        if text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setToolTip(tip)
    return button


def capital(text: object) -> str:
    """An error's text as a sentence."""
    words = str(text)
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def mend(error: SettingError) -> str:
    """An error about a recipe as a sentence for the panel: what, and what it must be."""
    place = error.name.rpartition(".")[2].replace("_", " ")
    return capital(localised(f"{place}: {error}" if place else str(error)))
