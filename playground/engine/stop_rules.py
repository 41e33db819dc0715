"""The rules that end a run. A rule is one class: its number, its check and all of its words.

To add one, write its class and give it a line in `StopRules`: files, panels, verdicts and the
command line go by that.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, NamedTuple, TypeAlias

from playground.engine.data_problem import DataProblem
from playground.engine.descent import Step
from playground.engine.looks import Looks
from playground.engine.parameters import Declared, Parameter
from playground.engine.problem import Problem

DEFAULT_MAX_STEPS = 10_000


class Seen(NamedTuple):
    """A step with what was measured on the way to it."""

    step: Step
    step_length: float
    """‖x(i) − x(i−1)‖; 0 at the start."""
    gradient_norm: float


class StopRule(ABC):
    """Why a run may end. Its number is the setting of its name in `StopRules`; 0 switches it off.

    `title` stands before the number and `unit` behind it; `noun` is what the rule watches. With
    `training_` before them: the same where a network is trained, in the letters w and R, where
    that is said otherwise. `ended` completes "GD has ended: ".
    """

    name: ClassVar[str]
    parameter: ClassVar[Parameter]
    usual: ClassVar[float]
    """The number that it is switched on with."""
    always: ClassVar[bool] = False
    """Whether it cannot be switched off."""
    noun: ClassVar[str]
    title: ClassVar[str]
    unit: ClassVar[str] = ""
    ended: ClassVar[str]
    training_title: ClassVar[str] = ""
    training_help: ClassVar[str] = ""
    of_data: ClassVar[bool] = False
    """Whether it means nothing without data."""

    @classmethod
    def setting(cls) -> Any:
        """The field of `StopRules` that holds its number."""
        return field(
            default=cls.parameter.default, metadata={"parameter": cls.parameter, "rule": cls()}
        )

    def phrase(self, number: str) -> str:
        """What is asked for, in words: "at most 300 steps"."""
        return f"{self.title.lower()} {number} {self.unit}".rstrip()


class Convergence(StopRule):
    """A run that meets it has come to rest: "converged", or "batch_converged" by one batch.

    `met_words` follow "Stopped after 37 steps, " and `batch_words` "Stopped by one batch, after 37
    steps: "; {} is the rule's number. `asked` says, of a run that ended far from any level ground,
    that it was asked to; without it, the steps have become too short.
    """

    met_words: ClassVar[str]
    batch_words: ClassVar[str]
    asked: ClassVar[str] = ""

    @abstractmethod
    def met(self, seen: Seen, number: float) -> bool:
        """Whether a step meets the rule; `number` is above 0."""


class Watch(StopRule):
    """A rule for steps that see batches: it goes by looks at everything, taken every so often.

    `kind` is what the run's Stop then is; `met_words` as of a `Convergence`.
    """

    of_data = True
    kind: ClassVar[str]
    met_words: ClassVar[str]
    asked: ClassVar[str] = ""

    @abstractmethod
    def met(self, looks: Looks, number: float) -> bool:
        """Whether the looks so far meet the rule; `number` is above 0."""


class Limit(StopRule):
    """A largest number of steps, however it is counted: a run that reaches it is "max_steps"."""

    each: ClassVar[str]
    """One of its unit."""

    @abstractmethod
    def steps(self, number: int, problem: Problem) -> int:
        """How many steps it allows; 0 is any number."""

    def counted(self, steps: int, problem: Problem) -> int | None:
        """How many of its units so many steps are; None where the unit is the step itself."""
        return None


class StepLength(Convergence):
    """The lecture's: x(i) and x(i+1) differ by next to nothing."""

    name = "step_length"
    parameter = Parameter(
        0.0, low=0, high=1e6, log=True, slider=(1e-10, 1e-1), symbol="‖x(i+1) − x(i)‖ <",
        help="Converged when ‖x(i+1) − x(i)‖ is shorter than this: the lecture's rule, there "
        "1e-5. The short step is counted too; the lecture's loop takes it, but returns the point "
        "before it. A tiny learning rate makes short steps too, far from any minimum.",
    )
    usual = 1e-5
    noun, title = "step length", "Step shorter than"
    ended = "the last step was shorter than the stop rule asks for."
    training_help = (
        "Converged when ‖w(i+1) − w(i)‖, the length of a step of all the weights, is shorter than "
        "this: the lecture's rule. A tiny learning rate makes short steps too."
    )
    met_words, batch_words = "the last shorter than {}", "the last was shorter than {}"

    def met(self, seen: Seen, number: float) -> bool:
        return seen.step_length < number


class GradientNorm(Convergence):
    """The ground is nearly level."""

    name = "gradient_norm"
    parameter = Parameter(
        0.0, low=0, high=1e6, log=True, slider=(1e-10, 1e-1), symbol="‖∇f‖ <",
        help="Converged when ‖∇f‖ is smaller than this: the ground is nearly level. That is so at "
        "a minimum, but also at a saddle or on a plateau.",
    )
    usual = 1e-5
    noun, title = "gradient", "Gradient shorter than"
    ended = "the gradient is shorter than the stop rule asks for."
    training_help = (
        "Converged when ‖∇R‖ is smaller than this: the risk is nearly level here. That is so at a "
        "minimum, but also at a saddle or on a plateau. With L1 or L2 on, it is the gradient of "
        "R + penalty."
    )
    met_words, batch_words = "with a gradient shorter than {}", "its gradient was shorter than {}"
    asked = "you asked to stop at this slope; with a smaller limit it would go on."

    def met(self, seen: Seen, number: float) -> bool:
        return seen.gradient_norm < number


class MaxSteps(Limit):
    """No run is endless: switched off, it is 10,000."""

    name = "max_steps"
    parameter = Parameter(
        DEFAULT_MAX_STEPS, low=0, high=1_000_000_000, symbol="steps",
        help="Stop after this many steps, whatever happens: no run is endless.",
    )
    usual, always = DEFAULT_MAX_STEPS, True
    noun, title, unit, each = "steps", "At most", "steps", "step"
    ended = "it has taken as many steps as it was allowed."
    training_title = "Steps, at most"

    def steps(self, number: int, problem: Problem) -> int:
        return number or DEFAULT_MAX_STEPS


class Epochs(Limit):
    """The data have been seen often enough."""

    name = "epochs"
    parameter = Parameter(
        0, low=0, high=1_000_000_000, symbol="epochs",
        help="Stop when all the training data has been seen this many times.",
    )
    usual = 10
    noun, title, unit, each = "epochs", "At most", "epochs", "epoch"
    ended = "it has seen the data as often as it was allowed."
    training_title = "Epochs, at most"
    of_data = True

    def steps(self, number: int, problem: Problem) -> int:
        return number * problem.steps_per_epoch

    def counted(self, steps: int, problem: Problem) -> int | None:
        return steps // problem.steps_per_epoch


class RiskGradient(Watch):
    """The risk itself is nearly level, not only a batch's loss."""

    name = "risk_gradient"
    kind = "converged"
    parameter = Parameter(
        0.0, low=0, high=1e6, log=True, slider=(1e-10, 1e-1), symbol="whole ‖∇‖ <",
        help="Converged when ‖∇f‖ itself, without the noise that a runner may see it through, is "
        "smaller than this. It is looked at every 10 steps, so that no single noisy gradient ends "
        "the run by luck.",
    )
    usual = 1e-3
    of_data = False
    noun, title = "the whole gradient", "True gradient below"
    training_title = "Risk's gradient below"
    training_help = (
        "Converged when ‖∇R‖ over all the training data is smaller than this. It is looked at once "
        "an epoch, but at least every 1,000 steps and at most every 10, so that no single batch "
        "ends the run by luck. With a penalty, of R + penalty; of a large file, on the rows that "
        "its risk is estimated on."
    )
    ended = "the whole gradient, without noise, is shorter than the stop rule asks for."
    met_words = "with a whole gradient shorter than {} when that was looked at"
    asked = "you asked to stop at this slope; with a smaller limit it would go on."

    def met(self, looks: Looks, number: float) -> bool:
        return looks.slope < number


class Patience(Watch):
    """Early stopping: what is learnt does not help with data that were never trained on."""

    name = "patience"
    kind = "early_stopped"
    parameter = Parameter(
        0, low=0, high=1_000_000, symbol="looks",
        help="Early stopping: the test risk is looked at once an epoch, but at least every 1,000 "
        "steps and at most every 10; training stops when so many looks in a row have not found it "
        "lower. The best step is marked. It needs test data, and what chose the step is no longer "
        "a fair test of it.",
    )
    usual = 20
    noun, title, unit = "the test risk", "Test risk no lower in", "looks"
    ended = "the test risk has not come lower for as many looks as the stop rule asks for."
    met_words = "the test risk no lower in {} looks"

    def met(self, looks: Looks, number: float) -> bool:
        return looks.since_best >= number


Check: TypeAlias = tuple[Callable[[Seen, float], bool], float, Convergence]
"""A rule in force with its number; `met` apart, for a walk asks it at every step."""


@dataclass(frozen=True)
class StopRules(Declared):
    """The numbers of a run's rules, in the order in which they are tried and listed."""

    step_length: float = StepLength.setting()
    gradient_norm: float = GradientNorm.setting()
    max_steps: int = MaxSteps.setting()
    epochs: int = Epochs.setting()
    risk_gradient: float = RiskGradient.setting()
    patience: int = Patience.setting()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The rules in force that a step may meet."""
        return tuple(
            (rule.met, self.settings[name], rule) for name, rule in stop_rules.items()
            if isinstance(rule, Convergence) and self.settings[name] > 0
        )

    def watches(self, problem: Problem) -> tuple[tuple[Watch, float], ...]:
        """The rules in force that go by looks at everything, with their numbers."""
        has_data = isinstance(problem, DataProblem)
        return tuple(
            (rule, self.settings[name]) for name, rule in stop_rules.items()
            if isinstance(rule, Watch) and self.settings[name] > 0 and (
                has_data or not rule.of_data
            )
        )

    def limit(self, problem: Problem) -> tuple[int, str]:
        """The largest number of steps, and the rule that sets it; of equals the first."""
        allowed = (
            (rule.steps(self.settings[name], problem), name) for name, rule in stop_rules.items()
            if isinstance(rule, Limit)
        )
        return min((found for found in allowed if found[0]), key=lambda found: found[0])


stop_rules: Mapping[str, StopRule] = {f.name: f.metadata["rule"] for f in fields(StopRules)}
"""Every rule by its name."""
