"""The selected edge, bias or node: its own line, drawn as bars that are multiplied or added."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import LARGE, SPACE_XS, font, px, set_role
from playground.app.network.backprop.bars import BarRow, Bars
from playground.app.network.place import node_name
from playground.app.text.latex_as_text import plain
from playground.app.text.numbers import number, subscript
from playground.engine.networks.blame import BlameTable, blame_table
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.place import Place, raised
from playground.engine.networks.walkthrough import Line, Walkthrough
from playground.lab.runs.objective import share
from playground.lab.verdicts.network import objective_name

MOST_TERMS = 6


class OwnLine(QWidget):
    """∂H/∂W_ij as blame, activation and product; over the data as the mean of error × blame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setWordWrap(True)
        self.formula = MathLabel()
        self.bars = Bars()
        self.note_label = QLabel()
        self.note_label.setWordWrap(True)
        set_role(self.note_label, "small")
        for label in (self._title, self.note_label):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._rows = QVBoxLayout(self)
        for widget in (self._title, self.formula, self.bars, self.note_label):
            self._rows.addWidget(widget)
        self._about: tuple[Place, int] | None = None
        self.restyle()

    def show_parameter(self, walk: Walkthrough, place: Place, frozen: bool) -> None:
        """Blame and activation of one weight or bias at one input."""
        line = walk.line_for(place.index)
        layers = len(walk.network.activations)
        to = node_name(place.layer, place.j, layers)
        blame = line.operands[0].value
        of = "∂H" if walk.target.loss is None else "∂ℓ"
        first = BarRow(
            f"blame {of}/∂z{subscript(place.j + 1)}{raised(place.layer)}", (blame,),
            f"How much {of[1:]} changes with what {to} gets.",
        )
        rows = [first]
        if place.kind == "weight":
            below = "x" if place.layer == 1 else "a"
            mark = "" if place.layer == 1 else raised(place.layer - 1)
            came = node_name(place.layer - 1, place.i, layers)
            rows.append(BarRow(
                f"activation {below}{subscript(place.i + 1)}{mark}", (line.operands[1].value,),
                f"What {came} gives on.",
            ))
        word = "product" if place.kind == "weight" else "the same"
        rows.append(BarRow(
            f"{word} {of}/∂{place.name}", (line.result,),
            f"How much {of[1:]} changes with {place.name}.", total=True,
        ))
        note = _sentence(place, line, of[1:]) + _frozen(frozen)
        self._say(place, rf"{line.symbol} = {line.formula}", rows, walk, note)

    def show_node(self, walk: Walkthrough, place: Place) -> None:
        """Claim 3 for a node: the blames behind it times the weights to them, added up."""
        layers = len(walk.network.activations)
        line = walk.line_for_node(place.layer, place.j)
        of = "∂H" if walk.target.loss is None else "∂ℓ"
        name = f"{subscript(place.j + 1)}{raised(place.layer)}"
        rows = []
        if place.layer == 0:
            rows = [BarRow(f"x{subscript(place.j + 1)}", (line.result,), "A number of the input.")]
            note = "An input has no weights of its own: nothing is learnt here."
        else:
            values = [operand.value for operand in line.operands] if line.edges else []
            if values:
                rows.append(BarRow("", ("blame", "weight", "product"), quiet=True))
            for k, edge in enumerate(line.edges[:MOST_TERMS]):
                blame, weight = values[2 * k], values[2 * k + 1]
                to = node_name(edge.layer, edge.j, layers).rpartition(", ")[2]
                rows.append(BarRow(
                    f"to {to}", (blame, weight, blame * weight),
                    f"Blame of {to}, the weight to it, and their product.",
                ))
            if len(line.edges) > MOST_TERMS:
                rows.append(BarRow(f"… and {len(line.edges) - MOST_TERMS} more", quiet=True))
            rows.append(BarRow(f"{of}/∂a{name}", (line.result,), "The sum of all.", total=True))
            slope = walk.line_for_node(place.layer, place.j, "dH_dz")
            rows.append(BarRow(f"g'(z{name})", (slope.operands[1].value,), "The slope of g there."))
            rows.append(BarRow(
                f"{of}/∂z{name}", (slope.result,), "The node's blame.", total=True
            ))
            note = (
                "Blame of each node that it leads to, times the weight to it, all added up."
                if line.edges else "The walk back begins at the output."
            )
            if slope.operands[1].value == 0:
                note = "g is flat here: the node takes no blame, and hands none on to its weights."
        self._say(place, rf"{line.symbol} = {line.formula}", rows, walk, note)

    def show_average(
        self, problem: FittingProblem, walk: Walkthrough, place: Place, frozen: bool
    ) -> None:
        """Error times blame of the first examples, and the mean over all."""
        found = blame_table(problem, walk.theta, place.index)
        count, several = len(found.products), found.errors.shape[1] > 1
        rows = [BarRow("", ("product",) if several else ("error", "blame", "product"), quiet=True)]
        rows += [_term(found, k) for k in range(min(MOST_TERMS, count))]
        if count > MOST_TERMS:
            rows.append(BarRow(f"… and {count - MOST_TERMS} more", quiet=True))
        if found.penalty:
            added = (found.penalty / share(problem),)
            rows.append(BarRow(
                f"∂R/∂{place.name}", (found.mean,), "That of the one example." if count == 1
                else f"The mean over all {count} examples.",
            ))
            rows.append(BarRow("penalty", added, "What L1 and L2 add for this weight."))
        rows.append(_total(problem, found, place))
        note = "Error ∂ℓ/∂H times blame ∂H/∂w for each example; the mean is the gradient of R."
        if several:
            note = "Error × blame, added over the outputs, for each example; the mean is ∂R/∂w."
        symbol = walk.line_for(place.index).symbol.partition(r"{\partial ")[2]
        of = symbol.partition(r"\partial ")[2].rstrip("}") + "}" if symbol else "w"
        formula = (
            rf"\frac{{\partial R}}{{\partial {of}}} = \frac{{1}}{{n}} \sum_{{i=1}}^{{n}} "
            rf"\frac{{\partial \ell}}{{\partial H}} \frac{{\partial H}}{{\partial {of}}}"
        )
        self._say(place, formula, rows, walk, note + _frozen(frozen))

    def restyle(self) -> None:
        """Another theme or scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_XS))
        self._title.setFont(font(bold=True))
        self.formula.setFont(font(LARGE))
        self.bars.updateGeometry()

    def _say(
        self, place: Place, formula: str, rows: list[BarRow], walk: Walkthrough, note: str
    ) -> None:
        layers = len(walk.network.activations)
        if place.kind == "node":
            title = node_name(place.layer, place.j, layers)
            title = title[:1].upper() + title[1:]
        else:
            title = f"{place.name} = {number(walk.theta[place.index])}"
        self._title.setText(title)
        self.formula.set_latex(formula, plain(formula))
        about = place, len(rows)
        self.bars.show_rows(rows, fresh=about != self._about)
        self._about = about
        self.note_label.setText(note)


def _total(problem: FittingProblem, found: BlameTable, place: Place) -> BarRow:
    """What training steps against: the mean, and with L1 or L2 what the penalty adds to it."""
    if not found.penalty:
        return BarRow(
            f"mean of {len(found.products)}", (found.mean,),
            f"∂R/∂{place.name}: the slope that training goes by.", total=True,
        )
    return BarRow(
        "together", (found.mean + found.penalty / share(problem),),
        f"∂({objective_name(problem)})/∂{place.name}: the slope that training goes by.", total=True,
    )


def _term(found: BlameTable, k: int) -> BarRow:
    label, value = f"example {k + 1}", float(found.products[k])
    if found.errors.shape[1] > 1:
        return BarRow(label, (value,), f"What example {k + 1} adds.")
    numbers = (float(found.errors[k, 0]), float(found.blames[k, 0]), value)
    return BarRow(label, numbers, f"Error, blame and product at training example {k + 1}.")


def _sentence(place: Place, line: Line, of: str) -> str:
    if line.operands[0].value == 0:
        return "No blame arrives here: at this input a small change of this number does nothing."
    if place.kind == "weight" and line.operands[1].value == 0:
        return "The node that it comes from gives on 0, so this weight makes no difference here."
    way = "lowers" if line.result > 0 else "raises"
    return f"Lowering this number a little {way} {of}."


def _frozen(frozen: bool) -> str:
    return " It is frozen: no step changes it." if frozen else ""
