"""What the panels about a network have in common: whose recipe they show, and how they edit it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px
from playground.app.runners.own_list import OwnList
from playground.app.runners.own_text import own_lines
from playground.app.runners.scope_bar import ScopeBar
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.labels import mend
from playground.app.widgets.panel_scroll import PanelScroll
from playground.engine.data_problem import DataProblem
from playground.engine.dataset import Data
from playground.engine.parameters import SettingError
from playground.lab.edits.apply import Edit, Part, Scope
from playground.lab.edits.network import is_network, recipe_of, scope
from playground.lab.edits.own_settings import share
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe


class NetworkPanel(Panel):
    """Shows the selected runner's recipe; subclasses write `draw_recipe`.

    What the runner has in common with the shared recipe is edited for all runners that have it
    too; what is its own, for it alone. With `only` on everything becomes its own;
    `only_switched(on)` says that a hand wants it so. `owned` names what the panel can change that
    way, as in `lab.own_settings`; it lists what of that is the runner's own.
    """

    only_switched = Signal(bool)
    owned: frozenset[str] = frozenset()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._only = False

    def _frame(self, content: QWidget, sentence: str) -> QVBoxLayout:
        """Put the content into a scroll area, with an empty state beside it."""
        inside = QVBoxLayout(content)
        inside.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_M))
        inside.setSpacing(px(SPACE_S))
        self.scroll_area = PanelScroll(content)
        self.empty_state = EmptyState("network", sentence)
        self._scope, self._own_list = ScopeBar(), OwnList()
        inside.addWidget(self._own_list)
        self._scope.toggled.connect(self.only_switched)
        self._own_list.given_back.connect(self._give_back)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._scope)
        outer.addWidget(self.scroll_area)
        outer.addWidget(self.empty_state)
        self.empty_state.hide()
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
        if run is not None and isinstance(run.problem, DataProblem):
            return run.problem.data
        return self.recipe.dataset.make(self.scene.experiment.seed)

    def draw_scene(self) -> None:
        recipe = self.recipe
        self.scroll_area.setVisible(recipe is not None)
        self.empty_state.setVisible(recipe is None)
        if recipe is not None:
            self._draw_scope()
            self.draw_recipe(recipe)

    def _draw_scope(self) -> None:
        """Whom changes reach, and what is the runner's own here."""
        scene = self.scene
        if scene is None or not self.owned:
            return
        self._scope.show_scene(scene, self._only)
        lines = own_lines(scene.experiment, scene.selected)
        label = scene.runner.label if scene.runner is not None else ""
        self._own_list.show_lines(label, [line for line in lines if line.name in self.owned])

    def draw_cursor(self) -> None:
        """By default nothing depends on the step."""

    def draw_recipe(self, recipe: NetworkRecipe) -> None:
        """Show the selected runner's recipe."""
        raise NotImplementedError

    # Editing

    @property
    def only(self) -> bool:
        """Whether changes are for the selected runner alone, where there are others."""
        several = self.scene is not None and len(self.scene.experiment.runners) > 1
        return self._only and several and bool(self.owned)

    def set_only(self, only: bool) -> None:
        """From now on changes are for the selected runner alone, or for all that share them."""
        if only != self._only:
            self._only = only
            self._draw(self._draw_scope)

    @Slot(str)
    def _give_back(self, name: str) -> None:
        """The selected runner takes the shared value of one of its own settings."""
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        index = scene.selected
        try:
            self.change(
                lambda e, _: share(e, index, name), f"{name} as shared",
                scope=Scope(index, only=True),
            )
        except SettingError as error:
            self._own_list.set_error(mend(error))

    def change_part(
        self, edit: Edit, part: Part, what: str, merge: str | None = None, final: bool = True,
    ) -> Experiment | None:
        """Change a part of the selected runner's recipe, and of all that share it; see `change`.

        If all stays the panel is drawn again: a field may say something else.
        """
        if self.scene is None or self.recipe is None:
            return None
        scope = Scope(self.scene.selected, part, self.only)
        changed = self.change(edit, what, merge, final, scope)
        if changed is None:
            self.draw_scene()
        return changed
