"""Ready experiments with networks, each made for one thing to be seen. To add one, add one here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from playground.engine.dataset import Dataset
from playground.engine.datasets import datasets
from playground.engine.networks.initializers import initializers
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.registry import Registry
from playground.engine.stopping import StopRules
from playground.lab.edits.seeds import many_seeds
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.landscape_settings import LandscapeSettings
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.experiments.titles import CHANGED as CHANGED
from playground.lab.experiments.titles import changed


@dataclass
class Preset:
    """An experiment that is made when it is asked for, and what it is for.

    `chart` names what the training chart shows of it first, `H` what is differentiated by hand:
    "output", "loss" or "risk"; `along` what the chart counts ("samples", ...), or nothing.
    """

    make: Callable[[], Experiment]
    title: str
    teaches: str
    chart: str = "risk"
    H: str = "output"
    along: str = ""
    name: str = ""

    def experiment(self) -> Experiment:
        """The experiment, titled."""
        return replace(self.make(), title=self.title)


presets: Registry[Preset] = Registry("preset")


def preset(
    name: str, title: str, teaches: str, chart: str = "risk", H: str = "output",  # noqa: N803
    along: str = "",
) -> Callable[[Callable[[], Experiment]], Preset]:
    """Decorator: registers what makes an experiment."""

    def add(make: Callable[[], Experiment]) -> Preset:
        return presets.register(name)(Preset(make, title, teaches, chart, H, along))

    return add


def preset_of(experiment: Experiment) -> str:
    """The name of the preset that an experiment was opened as, by its title; or nothing."""
    title = experiment.title.removesuffix(CHANGED)
    return next((name for name, made in presets.items() if made.title == title), "")


def is_as_made(experiment: Experiment, name: str) -> bool:
    """Whether the networks and their data are those of a preset still."""
    return _networks(experiment) == _networks(_made(name))


def retitled(experiment: Experiment) -> Experiment:
    """An edited experiment under a title that is true.

    A preset's that is not as it was made says so; with other data it is called after these.
    """
    name = preset_of(experiment)
    recipe = experiment.problem
    if not name or recipe.kind != "network":
        return experiment
    made, title = _made(name).problem, presets[name].title
    if made.kind == "network" and made.dataset.name != recipe.dataset.name:
        title = recipe.dataset.title
    elif not is_as_made(experiment, name):
        title = changed(title)
    return experiment if title == experiment.title else replace(experiment, title=title)


@cache
def _made(name: str) -> Experiment:
    return presets[name].experiment()


def _networks(experiment: Experiment) -> object:
    return experiment.problem, tuple(runner.problem for runner in experiment.runners)


def new_network() -> Experiment:
    """What the window opens on when one asks for a network."""
    return presets["xor"].experiment()


@preset(
    "lecture_backprop", "Backprop: the lecture's example",
    "Three weight matrices, x = (2, 1), ReLU at every node, the output's too, as the slide says "
    "g(z) = ReLU. The weights are typed as on the slide. H is the output a(3) = 24; work ∂H/∂W "
    "out, then the exercise ∂H/∂b.",
)
def lecture_backprop() -> Experiment:
    # The slide draws no biases: they are 0 here, and ∂H/∂b is defined all the same. As z(3) = 24
    # is positive, a linear output would give the same numbers. The slide has no target either;
    # y = 20 leaves an error H − y of 4 for when H is the loss.
    recipe = NetworkRecipe(
        network=Network((2, 2, 2, 1), ("relu", "relu", "relu")),
        dataset=_samples([[2, 1]], [[20]]),
        loss="square",
        weights=(((2.0, -3.0), (2.0, 1.0)), ((2.0, 1.0), (0.0, 1.0)), ((3.0,), (-2.0,))),
        biases=((0.0, 0.0), (0.0, 0.0), (0.0,)),
    )
    return _experiment(recipe, ("gradient_descent", 0.0001), max_steps=200)


@preset(
    "mazur", "Backprop: the 2-2-2 example",
    "Matt Mazur's widely used example by hand: the error is 0.298371109 and the first step with "
    "η = 0.5 makes his w5 0.35891648. He leaves the biases; freeze them to get his numbers after.",
    H="loss",
)
def mazur() -> Experiment:
    # Mazur writes w1 and w2 into the first hidden node: column 1 of W(1) in the lecture's order.
    recipe = NetworkRecipe(
        network=Network((2, 2, 2), ("sigmoid", "sigmoid")),
        dataset=_samples([[0.05, 0.10]], [[0.01, 0.99]]),
        loss="half_square",
        weights=(((0.15, 0.25), (0.20, 0.30)), ((0.40, 0.50), (0.45, 0.55))),
        biases=((0.35, 0.35), (0.60, 0.60)),
    )
    return _experiment(recipe, ("gradient_descent", 0.5), max_steps=10_000)


@preset(
    "xor", "Exclusive or with a small network",
    "No straight line parts the classes; four tanh nodes bend the plane until one does.",
)
def xor() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((2, 4, 1), ("tanh", "tanh")),
        dataset=_data("xor", samples=300, noise=0.05),
        loss="square",
        batch=BatchRecipe(size=10),
    )
    return _experiment(recipe, ("gradient_descent", 0.03), epochs=300)


@preset(
    "spiral_features", "The spiral, with features",
    "Seven features of the two inputs, two hidden layers: watch the arms come apart.",
)
def spiral_features() -> Experiment:
    names = ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")
    recipe = NetworkRecipe(
        network=Network((7, 8, 6, 1), ("tanh", "tanh", "linear")),
        dataset=_data("spiral", samples=400, noise=0.1),
        loss="binary_cross_entropy",
        batch=BatchRecipe(size=20),
        features=names,
    )
    return _experiment(recipe, ("adam", 0.01), epochs=300)


@preset(
    "vanishing_duel", "The vanishing-gradient duel",
    "Six hidden layers on the same data and seed. Look at the start, step 0: with sigmoid the "
    "gradient of the first layers is almost nothing, with ReLU and He's start it is not. tanh with "
    "Xavier's start does not vanish either: it is the slope of at most ¼ that kills the sigmoid, "
    "not every bounded activation.",
    chart="layer_ratio",
)
def vanishing_duel() -> Experiment:
    shared = NetworkRecipe(
        network=_deep("sigmoid"),
        dataset=_data("circle", samples=300),
        loss="binary_cross_entropy",
        batch=BatchRecipe(size=30),
    )
    relu = replace(shared, network=_deep("relu"), initializer=initializers["he_uniform"]())
    experiment = _experiment(shared, ("gradient_descent", 0.03), epochs=300)
    (runner,) = experiment.runners
    return replace(experiment, runners=(
        replace(runner, label="sigmoid"),
        replace(runner, label="tanh", problem=replace(shared, network=_deep("tanh"))),
        replace(runner, label="ReLU, He", problem=relu),
    ))


@preset(
    "local_minima", "Local minima from many starts",
    "The same 2-2-1 network on the four points of exclusive or, from eight seeds: four find the "
    "answer, four are stuck at risk 0.5. Nothing differs but where they started.",
)
def local_minima() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((2, 2, 1), ("relu", "linear")),
        dataset=_samples([[-1, -1], [-1, 1], [1, -1], [1, 1]], [[-1], [1], [1], [-1]]),
        loss="square",
        initializer=initializers["normal"].from_settings({"std": 1.0}),
    )
    experiment = _experiment(recipe, ("gradient_descent", 0.1), max_steps=3000)
    return many_seeds(experiment, 8)


@preset(
    "edge_of_stability", "The edge of stability",
    "Gradient descent with all the data and three learning rates. Each λmax begins near 12, is "
    "driven up (or, for η = 0.2, down) to its own bound 2/η, and hovers there, while the risk "
    "falls on the whole, though not with every step. On a parabola of more than 2/η it would run "
    "away.",
    chart="sharpness",
)
def edge_of_stability() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((2, 8, 8, 8, 1), ("tanh", "tanh", "tanh", "linear")),
        dataset=_data("regression_plane", samples=500, test_fraction=0.5),
        loss="square",
    )
    experiment = _experiment(recipe, ("gradient_descent", 0.2), max_steps=6000)
    (runner,) = experiment.runners
    return replace(experiment, runners=tuple(
        replace(runner, label=f"η = {rate:g}",
                optimizer=optimizers["gradient_descent"].from_settings({"learning_rate": rate}))
        for rate in (0.2, 0.1, 0.05)
    ))


@preset(
    "batch_race", "The race: all, 100, 10, 1",
    "A plane fitted to 1,000 samples by gradient descent with η = 0.005; only the batch differs. "
    "After 1,000 sample gradients a single full step has been made, and ten at a time is 20 times "
    "nearer; after 20 epochs one at a time is the worst: near the minimum its noise remains.",
    along="samples",
)
def batch_race() -> Experiment:
    shared = NetworkRecipe(
        network=Network((2, 1), ("linear",)),
        dataset=_data("regression_plane", samples=1000, noise=0.2, test_fraction=0.0),
        loss="square",
        initializer=initializers["zeros"](),
    )
    experiment = _experiment(shared, ("gradient_descent", 0.005), epochs=20)
    (runner,) = experiment.runners
    own = ((f"m = {m}", replace(shared, batch=BatchRecipe(size=m))) for m in (100, 10, 1))
    return replace(experiment, runners=(
        replace(runner, label="all"),
        *(replace(runner, label=label, problem=recipe, slot=-1) for label, recipe in own),
    ))


@preset(
    "straight_line", "A line through points: the bowl",
    "The smallest network, H = w x + b: its risk is least squares, and its loss surface over w and "
    "b is exactly the lecture's bowl. Every runner's path lies on it.",
)
def straight_line() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((1, 1), ("linear",)),
        dataset=_samples(
            [[-2.0], [-1.5], [-1.0], [-0.5], [0.0], [0.5], [1.0], [1.5], [2.0], [2.5]],
            [[-1.4], [-0.9], [-0.9], [0.1], [0.3], [0.7], [1.6], [1.5], [2.4], [2.6]],
        ),
        loss="square",
        weights=(((-1.0,),),), biases=((2.5,),),
    )
    experiment = _experiment(recipe, ("gradient_descent", 0.1), max_steps=200)
    return replace(experiment, landscape=LandscapeSettings(plane="weights:0,1"))


@preset(
    "two_minima", "Two weights, two minima",
    "H = w₂ tanh(w₁ x), its biases held at 0: a network of two weights. Both may change their sign "
    "together, so that the risk has two minima of one height, and a saddle between them. Drag the "
    "runner across the ridge.",
)
def two_minima() -> Experiment:
    inputs = [-2.0, -1.5, -1.0, -0.5, -0.25, 0.25, 0.5, 1.0, 1.5, 2.0]
    targets = [-1.42, -1.36, -1.15, -0.7, -0.36, 0.37, 0.69, 1.14, 1.35, 1.45]
    network = Network((1, 1, 1), ("tanh", "linear"))
    recipe = NetworkRecipe(
        network=network, dataset=_samples([[x] for x in inputs], [[y] for y in targets]),
        loss="square", weights=(((-0.4,),), ((1.6,),)), biases=((0.0,), (0.0,)), frozen=(1, 3),
    )
    experiment = _experiment(recipe, ("gradient_descent", 0.2), max_steps=300)
    return replace(experiment, landscape=LandscapeSettings(plane="weights:0,2"))


@preset(
    "four_points", "Four points, batches of two",
    "H = w x on four points, w = 0: the gradients of the samples are −4, −16, −30, −32, their mean "
    "−20.5. The 6 batches of two that there are, and the 16 with replacement, can be worked out by "
    "hand: the law of the batch mean is exact there.",
)
def four_points() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((1, 1), ("linear",)),
        dataset=_samples([[1], [2], [3], [4]], [[2], [4], [5], [4]]),
        loss="square",
        initializer=initializers["zeros"](),
        batch=BatchRecipe(size=2),
        frozen=(1,),
    )
    return _experiment(recipe, ("gradient_descent", 0.01), max_steps=100)


@preset(
    "digits", "Handwritten digits",
    "Ten classes from 8×8 pixels: a hidden layer of 32 nodes reads about 97 of 100 digits that it "
    "has never seen.",
)
def digits() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((64, 32, 10), ("relu", "linear")),
        dataset=_data("digits"),
        loss="softmax_cross_entropy",
        initializer=initializers["he_uniform"](),
        batch=BatchRecipe(size=32),
    )
    return _experiment(recipe, ("adam", 0.005), epochs=30)


@preset(
    "penguins", "Penguins by their bills",
    "Three species from the length and the depth of a bill: a map of the plane with three colours.",
)
def penguins() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((2, 6, 3), ("tanh", "linear")),
        dataset=_data("penguins", inputs="bill"),
        loss="softmax_cross_entropy",
        batch=BatchRecipe(size=16),
    )
    return _experiment(recipe, ("adam", 0.02), epochs=60)


@preset(
    "least_squares", "Least squares: four points",
    "A line through four points, small enough for pencil and paper. Descent creeps towards "
    "w* = 0.7, b* = 2, which the panel Exact solution has at once; centring x takes κ from 55.78 "
    "to 1.25, and the same descent is there in a few steps.",
    chart="distance",
)
def least_squares() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((1, 1), ("linear",)),
        dataset=_samples([[1], [2], [3], [4]], [[2], [4], [5], [4]]),
        loss="square",
        initializer=initializers["zeros"](),
    )
    experiment = _experiment(recipe, ("gradient_descent", 0.1), max_steps=2000)
    return replace(experiment, stop=replace(experiment.stop, step_length=1e-8))


@preset(
    "squares_or_logistic", "Classify: least squares or logistic",
    "Two models with one valley each on the same two classes. Least squares has a formula and "
    "pulls every sample towards −1 or 1, those far on the right side too; logistic regression has "
    "none and lets these be.",
    chart="accuracy",
)
def squares_or_logistic() -> Experiment:
    shared = NetworkRecipe(
        network=Network((2, 1), ("linear",)),
        dataset=_data("gauss", samples=400, noise=0.3),
        loss="square",
        initializer=initializers["zeros"](),
    )
    experiment = _experiment(shared, ("gradient_descent", 0.02), max_steps=500)
    (runner,) = experiment.runners
    logistic = replace(shared, loss="binary_cross_entropy")
    return replace(experiment, runners=(
        replace(runner, label="Least squares"),
        Runner("Logistic", optimizers["gradient_descent"].from_settings({"learning_rate": 0.5}),
               problem=logistic),
    ))


@preset(
    "lbfgs_or_adam", "L-BFGS against Adam",
    "A disc in a ring, 2-8-8-8-1, all the data at every step. Counted in gradients (∇ at the "
    "chart), L-BFGS is at risk 0.05 after about 14, trials of its search included; Adam with "
    "η = 0.01 needs about 83. Tune each brings Adam closer: a fair race needs tuned rates.",
    along="evaluations",
)
def lbfgs_or_adam() -> Experiment:
    recipe = NetworkRecipe(
        network=Network((2, 8, 8, 8, 1), ("tanh", "tanh", "tanh", "tanh")),
        dataset=_data("circle", samples=200, noise=0.1),
        loss="square",
    )
    search, adam = optimizers["lbfgs"](), optimizers["adam"].from_settings({"learning_rate": 0.01})
    return Experiment(
        recipe, (Runner(search.short, search), Runner(adam.short, adam)), StopRules(max_steps=200)
    )


@preset(
    "sorted_in_order", "Sorted data, in order",
    "The first half of the data is one class, the second half the other. Taken in order, one "
    "sample a step, training forgets the first class while it sees the second, over and over; "
    "shuffled, the same steps on the same data learn both.",
)
def sorted_in_order() -> Experiment:
    data = _data("gauss", samples=160, noise=0.2, test_fraction=0.0).make(0)
    order = data.y[:, 0].argsort(kind="stable")
    shared = NetworkRecipe(
        network=Network((2, 1), ("linear",)),
        dataset=_samples(data.X[order].round(2).tolist(), data.y[order].tolist()),
        loss="binary_cross_entropy",
        initializer=initializers["zeros"](),
        batch=BatchRecipe(size=1, sampling="in_order"),
    )
    experiment = _experiment(shared, ("gradient_descent", 0.1), epochs=20)
    (runner,) = experiment.runners
    shuffled = replace(shared, batch=replace(shared.batch, sampling="shuffle"))
    return replace(experiment, runners=(
        replace(runner, label="in order"), replace(runner, label="shuffled", problem=shuffled),
    ))


def _deep(activation: str, layers: int = 6, units: int = 8) -> Network:
    return Network((2, *[units] * layers, 1), (*[activation] * layers, "linear"))


def _data(name: str, **settings: Any) -> Dataset:
    return datasets[name].from_settings(settings)


def _samples(X: list[list[float]], y: list[list[float]]) -> Dataset:  # noqa: N803
    return _data("inline", X=X, y=y)


def _experiment(recipe: NetworkRecipe, optimizer: tuple[str, float], **stop: int) -> Experiment:
    """One runner with a learning rate, until a number of epochs or steps."""
    name, rate = optimizer
    if "epochs" in stop:
        stop = {"max_steps": 1_000_000, **stop}
    chosen = optimizers[name].from_settings({"learning_rate": rate})
    runner = Runner(chosen.short, chosen)
    return Experiment(recipe, (runner,), StopRules.from_settings(stop))
