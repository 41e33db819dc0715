"""Gradient descent, as on the lecture's slide: x(i+1) = x(i) − η ∇f(x(i))."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.engine.optimizer import Line, Optimizer, State, learning_rate, optimizers
from playground.engine.problem import Array


@optimizers.register("gradient_descent")
@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """Walks straight down the gradient, the same share of it at every step."""

    title = "Gradient descent"
    short = "GD"
    year = 1847
    in_lecture = True
    scales_with_gradient = True
    pytorch = "torch.optim.SGD(parameters, lr={learning_rate})"

    learning_rate: float = learning_rate(0.01)

    def stable_rate(self, curvature: float) -> tuple[float, str] | None:
        return 2 / curvature, "2/λₘₐₓ"

    def root_on_parabola(self, curvatures: Array) -> Array | None:
        return 1 - self.learning_rate * curvatures

    def step(self, theta: Array, grad: Array, state: State) -> tuple[Array, State]:
        return theta - self.learning_rate * grad, state

    def explain(self, theta: Array, grad: Array, state: State) -> Iterator[Line]:
        new, _ = self.step(theta, grad, state)
        yield Line(
            r"\theta", "new point", r"\theta - \eta\, g", "{theta} − {eta} · {g}",
            {"theta": theta, "eta": self.learning_rate, "g": grad}, new,
        )
