"""What an optimizer is: a frozen recipe with `init` and `step`, and its rule in words of numbers.

Rules and defaults follow PyTorch (torch.optim); each learning rate has its own sensible default.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

import numpy as np

from playground.engine.clipping import Clip
from playground.engine.parameters import Declared, SettingError, declared, parameter
from playground.engine.problem import Array, Part, Problem
from playground.engine.registry import Registry
from playground.engine.schedules import Schedule
from playground.engine.sharpness_aware import SharpnessAware
from playground.engine.sketch import Arrow, Shape, Words

if TYPE_CHECKING:
    from playground.engine.ground import Ground

UNCLIPPED = Clip()
NO_CLIMB = SharpnessAware()

State: TypeAlias = dict[str, Any]
"""Named arrays that an optimizer carries from step to step ("velocity", "m", "v", "t")."""


@dataclass(frozen=True)
class Line:
    """One line of an update rule, as formula and with its numbers.

    `symbol` and `formula` are LaTeX; `numbers` is the formula as a template over `operands`,
    each a number or an array with one entry for each coordinate; `value` is the result.
    """

    symbol: str
    name: str
    formula: str
    numbers: str
    operands: Mapping[str, Any]
    value: Array


@dataclass(frozen=True)
class Optimizer(Declared):
    """Walks downhill: turns a point, its gradient and a carried state into the next point."""

    name: ClassVar[str]
    title: ClassVar[str]
    short: ClassVar[str]
    year: ClassVar[int]
    """When it was published: menus show those of a first course in this order, then the others."""
    in_lecture: ClassVar[bool] = False
    """Whether it is one of those that a first course shows: they race when "all" do."""
    pytorch: ClassVar[str] = ""
    """The same rule in PyTorch, over `parameters` and with the settings in braces; or nothing."""
    convention: ClassVar[str] = "pytorch"
    """Whose form of the rule this is, where libraries differ; see `conventions`."""
    scales_with_gradient: ClassVar[bool | None] = None
    """Whether gradients twice as long make all steps twice as long; None where nobody said.

    A surface's recommended learning rate is meant for rules that scale. The others divide by the
    gradient's own size: their rate is the length of a step.
    """
    mixes: ClassVar[bool] = False
    """Whether a parameter's step hangs on the gradients of others in its matrix."""
    asks: ClassVar[bool] = False
    """Whether an update asks for more than the gradient (`move`): other points, curvature."""
    may_climb: ClassVar[bool] = True
    """Whether sharpness-aware steps make sense: not to who asks about the ground where it stands.
    """
    full_batch: ClassVar[bool] = False
    """Whether it is meant for steps that see all the data: a batch's noise misleads it."""
    rate_only_begins: ClassVar[bool] = False
    """Whether the learning rate is that of the first step alone: no schedule changes the others."""
    rate_share: ClassVar[float] = 1.0
    """What share of a surface's recommended learning rate suits this rule."""

    schedule: Schedule | None = field(default=None, kw_only=True)
    """By what factor of the learning rate each update is made; None: the whole of it."""

    clip: Clip = field(default=UNCLIPPED, kw_only=True)
    """What is cut off gradients before the rule sees them."""

    sam: SharpnessAware = field(default=NO_CLIMB, kw_only=True)
    """How far a step climbs to where its gradient is taken."""

    def begin(self, theta: Array) -> State:
        """The state before the first update, with what a schedule remembers; theta has the shape
        (dimension,).
        """
        state = self.init(theta)
        return {**state, **self.schedule.remembered()} if self.schedule is not None else state

    def at_factor(self, factor: float) -> Self:
        """This rule with so much of its learning rate, down to nothing, and without a schedule."""
        # Past the checks: a rate of 0 is none that can be chosen.
        made = self.copied()
        values = made.__dict__
        if "learning_rate" in values:
            values["learning_rate"] *= factor
        values["schedule"] = None
        return made

    def copied(self) -> Self:
        """The same with nothing but what is declared: what a rule has worked out from that goes.

        Past the checks, as they have been made; for it is needed at every step of a schedule.
        """
        made, known = object.__new__(type(self)), self.__dataclass_fields__
        made.__dict__.update({k: value for k, value in self.__dict__.items() if k in known})
        return made

    def on(self, parts: tuple[Part, ...]) -> Self:
        """This rule for a theta of these parts, where it steps them each in its own way."""
        return self

    @classmethod
    def why_no_schedule(cls) -> str:
        """Why no schedule goes with the rule, as the end of a sentence; "" where one does."""
        if "learning_rate" not in declared(cls):
            return "has no learning rate that a schedule could change"
        return "has a learning rate for its first step alone" if cls.rate_only_begins else ""

    def init(self, theta: Array) -> State:
        """The state before the first update; arrays in it have theta's shape."""
        return {}

    @abstractmethod
    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        """The next point and state; theta and grad have the shape (dimension,).

        Makes new arrays, never writes into those it was given. A rule that `asks` raises TypeError:
        it makes its updates in `move`.
        """

    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        """The same as `step`, in the same shapes, for a rule that asks the ground for more than the
        gradient.
        """
        return self.step(theta, grad, state)

    def extent(self, state: State) -> float | None:
        """How far apart the points are that the rule keeps in its state; None where it keeps none.

        It then stands in the place of the step's length: a rule may rest and go on.
        """
        return None

    def why_not(self, problem: Problem) -> str:
        """Why the rule cannot walk on a problem, as the end of a sentence; "" where it can."""
        return ""

    def stable_rate(self, curvature: float) -> tuple[float, str] | None:
        """The learning rate beyond which the rule runs away on a parabola of this curvature,
        and its formula in λₘₐₓ; `curvature` is greater than 0. None where there is no such rate.
        """
        return None

    def root_on_parabola(self, curvatures: Array) -> Array | None:
        """By which (complex) factor a step multiplies what is left to the minimum of a parabola, in
        the long run, along directions of these curvatures; both of shape (n,). None where the rule
        has no such factor.
        """
        return None

    def with_settings_of(self, old: Optimizer) -> Optimizer:
        """This optimizer with what was set by hand in `old`, where both have the setting.

        A learning rate means the same only to rules that scale alike, so it stays behind where
        they do not. What lies outside this rule's narrower bounds stays behind too.
        """
        new = self
        alike = self.scales_with_gradient == old.scales_with_gradient
        mine = declared(type(self))
        for name, declaration in declared(type(old)).items():
            value = getattr(old, name)
            if name not in mine or value == declaration.default:
                continue
            if name == "learning_rate" and not alike:
                continue
            try:
                new = replace(new, **{name: value})
            except SettingError:
                continue
        schedule = None if self.why_no_schedule() else old.schedule
        sam = old.sam if self.may_climb else NO_CLIMB
        return replace(new, schedule=schedule, clip=old.clip, sam=sam)

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        """The same update, line by line with every intermediate value; ends with the new theta.

        The arrays are those of `step`, in the same shapes. An optimizer that does not say more
        shows where it went, and no why.
        """
        new, _ = self.step(theta, grad, state)
        yield _change(theta, new)

    def explain_move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Line]:
        """The same as `explain`, in the same shapes, for a rule that asks the ground; it asks for
        it all again.
        """
        if not self.asks:
            yield from self.explain(theta, grad, state)
            return
        new, _ = self.move(theta, grad, state, ground)
        yield _change(theta, new)


    def arrows(self, state: State) -> Iterator[Arrow]:
        """The directions in its state that are worth an arrow at the point.

        Here what is called "velocity" or "m": it gathers gradients, and the step goes against it.
        """
        for name, label in (("velocity", "−v"), ("m", "−m")):
            if name in state:
                yield Arrow(-state[name], label, f"The remembered direction, {label} =")
                return

    def sketch(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> Iterator[Shape | Words]:
        """What there is to see of an update beside its arrows; arrays in the shapes of `move`.

        It asks the ground for it all again. Nothing, for a rule that only follows its arrows.
        """
        return iter(())


@dataclass(frozen=True)
class AskingOptimizer(Optimizer):
    """A rule that makes its updates in `move`: it asks the ground for more than the gradient."""

    asks = True
    may_climb = False

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        raise TypeError(f"{self.title} asks for more than the gradient: call move")

    @abstractmethod
    def move(
        self, theta: Array, grad: Array, state: State, ground: Ground
    ) -> tuple[Array, State]:
        """The next point, shape (dimension,), and state; makes new arrays, never writes into those
        it was given.
        """


def effective_rate(eta: float, symbol: str, square: Array, epsilon: float) -> Line:
    """η/(√v + ε), by which rules go that divide by the size of gradients: v is called `symbol` in
    LaTeX, its numbers are `square`, shape (dimension,).
    """
    return Line(
        r"\tilde\eta", "effective learning rate", rf"\frac{{\eta}}{{\sqrt{{{symbol}}} + \epsilon}}",
        "{eta} / (√{v} + {epsilon})", {"eta": eta, "v": square, "epsilon": epsilon},
        eta / (np.sqrt(square) + epsilon),
    )


def _change(theta: Array, new: Array) -> Line:
    return Line(
        r"\theta", "new point", r"\theta + \Delta\theta", "{theta} + {change}",
        {"theta": theta, "change": new - theta}, new,
    )


optimizers: Registry[type[Optimizer]] = Registry("optimizer")


ALONG = "Learning rate η: how far to walk along −∇f. Too small crawls, too large overshoots."
LENGTH = (
    "Learning rate η: about how far each coordinate moves in a step, however steep it is there. "
    "Too small crawls, too large overshoots."
)
FADING = (
    "Learning rate η: how far each coordinate moves in the first step, however steep it is there; "
    "later steps grow shorter. Too small crawls, too large overshoots."
)


def learning_rate(default: float, help: str = ALONG) -> Any:
    """The declaration of a learning rate with this optimizer's own default."""
    return parameter(
        default, low=0, above=True, high=1e6, log=True, slider=(1e-5, 1.0), symbol="η", help=help,
    )


def epsilon(default: float) -> Any:
    """The declaration of an epsilon, added to the root outside it as PyTorch does."""
    return parameter(
        default, low=0, high=1e6, log=True, slider=(1e-12, 1e-2), symbol="ε",
        help="Epsilon ε: keeps the division finite where gradients are tiny. Added outside the "
        "root, as in PyTorch.",
    )


def decay(default: float, symbol: str, help: str) -> Any:
    """The declaration of a decay rate in [0, 1): the share of the old average that is kept."""
    return parameter(
        default, low=0, high=1, below=True, slider=(0.0, 0.9999), symbol=symbol, help=help,
    )


def weight_decay(default: float) -> Any:
    """The declaration of a weight decay λ that stands beside the gradient (decoupled)."""
    return parameter(
        default, low=0, high=1e3, slider=(0.0, 0.5), symbol="λ",
        help="Weight decay λ: every step shrinks each parameter by the share η λ, beside what "
        "the gradient does. On a surface it pulls towards the origin.",
    )
