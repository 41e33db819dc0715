"""What a surface or an optimizer must keep to be taken in: ours do, and each promise can fail."""

from pathlib import Path

import pytest

from playground.engine.optimizers import optimizers
from playground.engine.registry import Collected
from playground.engine.surfaces import surfaces
from playground.lab.experiments.resources import resource
from playground.lab.plugins.check import check
from playground.lab.plugins.load import faults_of, load_folder

OURS = [
    (r, name) for r in (surfaces, optimizers) for name in r if not getattr(r[name], "asks", False)
]
SURFACE = resource("own/my_surface.py").read_text(encoding="utf-8")
OPTIMIZER = resource("own/my_optimizer.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(("registry", "name"), OURS, ids=[name for _, name in OURS])
def test_all_of_ours_would_be_taken_in(registry, name):
    assert check(Collected(registry, name, registry[name]), Path("none.py")) is None


def said_of(own_folder, text, *changes):
    """The one fault of an example that was changed."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    own_folder.write("file.py", text)
    (said,) = faults_of(load_folder(own_folder.path))
    return said.removeprefix("file.py: ")


@pytest.mark.parametrize(("old", "new", "said"), [
    ("y / 2 - self", "y / 3 - self",
     "line 38: the surface “my_waves” has a wrong gradient: at (4, 3) it gives ∂f/∂y = 0.8603"),
    ("y / 2 - self", "y / 3 - self", "but the slope there is 1.36038"),
    ("x / 2 + 2 *", "x / 2 + 2.02 *", "has a wrong gradient: at (4, 3) it gives ∂f/∂x = "),
    ("xp.cos(y)\n\n    # The g", "np.cos(y[0:1])\n\n    # The g",
     "line 34: the surface “my_waves”: TypeError"),
    ("xp.sin(2 * x) * xp.cos(y)\n\n", "(1 if x > 0 else -1)\n\n",
     "works for points, but not for grids"),
    ("y: Any, xp: Any = np) -> Any", "y, xp)",
     "must begin value with def value(self, x, y, xp=np)"),
    ("return (x * x + y * y) / 4", "x *= 1.0\n        return (x * x + y * y) / 4",
     "works for points, but not for grids (output array is read-only)"),
    ("return (x * x + y * y) / 4", "return xp.sqrt(-1.0) + (x * x + y * y) / 4",
     "is not a finite number anywhere in its window"),
    ("return (x * x + y * y) / 4", "return [0]\n        return (x * x + y * y) / 4",
     "must give one number at (4, 3), and gives list"),
    ("height sin(2x)", "height sin(3x)", "has a formula for another function: at (4, 3)"),
    ("height sin(2x)", "heigth sin(2x)", "has a formula that cannot be read: "),
    ("((-5, 5), (-5, 5))", "(-5, 5)", "needs window = ((-2, 2), (-2, 2))"),
    ("((-5, 5), (-5, 5))", "((5, -5), (-5, 5))", "needs window = "),
    ("start = (4.0, 3.0)", "start = (4.0, 'a')", "needs start = (1.0, 1.0)"),
    ("learning_rate = 0.1", "learning_rate = -1", "needs a learning_rate greater than 0"),
    ("learning_rate = 0.1", "minima = [0.0, 0.0]", "needs minima = ((0.0, 0.0),)"),
    ('title = "My waves"', "", 'needs title = "…", a text'),
    ('title = "My waves"', "title = 'long' * 30", "has a title that is too long"),
    ("@dataclass(frozen=True)\n", "",
     "has the setting height, but not @dataclass(frozen=True) above its class line"),
    ("@dataclass(frozen=True)", "@dataclass", "write @dataclass(frozen=True) above the class"),
    ("@dataclass(frozen=True)\n", "@dataclass(frozen=True, eq=False)\n",
     "is the same thing with another height"),
    ("height: float = parameter(", "plain: float = 1.0\n    height: float = parameter(",
     "has the field plain, which is no setting"),
    ("        1.0, low=0", "        -1.0, low=0",
     "has a default that cannot be: height must be at"),
    ("slider=(0.0, 4.0)", "slider=(-1.0, 4.0)", "has a slider beyond its bounds: height must be"),
    ("high=10, slider=(0.0, 4.0), ", "", "has the setting height without an end"),
    ('    """A bowl with waves on it: f(x, y) = (x² + y²) / 4 + a sin 2x cos y."""\n', "",
     'needs a sentence about it in """three quotes""" under its class line'),
])
def test_a_surface_that_breaks_a_promise_is_left_out(own_folder, old, new, said):
    assert said in said_of(own_folder, SURFACE, (old, new))


@pytest.mark.parametrize(("old", "new", "said"), [
    ("        velocity = self.momentum", "        theta -= grad\n        velocity = self.momentum",
     "line 39: the optimizer “my_signs” writes into the arrays that step() was given"),
    ("        velocity = self", "        state['more'] = 1\n        velocity = self",
     "changes the state that step() was given; make a new one"),
    ("* np.sign(grad)\n        return", "* np.random.rand()\n        return",
     "does not repeat its steps: taken again, step 1 leads elsewhere"),
    ("* np.sign(grad)\n        return", "* np.inf\n        return",
     "arrives at −inf in step 1 on a quadratic bowl"),
    ('return theta - self.learning_rate * velocity, {"velocity": velocity}',
     "return theta - self.learning_rate * velocity", "must return two things from step()"),
    ('return theta - self.learning_rate * velocity, {"velocity": velocity}',
     'return 0.0, {"velocity": velocity}', "must return a new theta like the old one"),
    ('velocity, {"velocity": velocity}', 'velocity, {"speed": velocity}',
     "carries other things after a step (speed) than init() made (velocity)"),
    ("np.zeros_like(theta)}", "[0] * len(theta)}",
     "must carry arrays and numbers; “velocity” is a"),
    ("np.zeros_like(theta)}", "np.zeros(2)}",
     "must give “velocity” in its state theta's shape (5,), not (2,)"),
    ("after[\"velocity\"]}, new,", "after[\"velocity\"]}, theta,",
     "must end explain() with the line of the new theta"),
    ('"{theta} − {eta} · {v}"', '"{theta} − {rate} · {v}"', "KeyError: 'rate'"),
    ("    year = 2025", "    year = 'new'", "needs year = 2025, a whole number"),
    ('    short = "Signs"', '    short = ""', 'needs short = "…", a text'),
])
def test_an_optimizer_that_breaks_a_promise_is_left_out(own_folder, old, new, said):
    assert said in said_of(own_folder, OPTIMIZER, (old, new))


def test_what_is_remembered_outside_of_the_state_is_found_out(own_folder):
    said = said_of(
        own_folder, OPTIMIZER, ("@optimizers", "COUNT = [0]\n\n\n@optimizers"),
        ("        velocity = self", "        COUNT[0] += 1\n        velocity = self"),
        ("theta - self.learning_rate * velocity, {", "theta - COUNT[0] * velocity, {"),
    )
    assert "does not repeat its steps" in said and "carry everything in the state" in said


def test_a_surface_may_have_corners_and_holes(own_folder):
    said = SURFACE.replace("(x^2 + y^2) / 4 + height sin(2x) cos(y)", "height |x| + log(y)")
    said = said.replace("(x * x + y * y) / 4 + self.height * xp.sin(2 * x) * xp.cos(y)",
                        "self.height * abs(x) + xp.log(y)")
    start = said.index("        return (\n            x / 2")
    said = said[:start] + "        return self.height * np.sign(x), 1 / y\n"
    own_folder.write("file.py", said)
    assert not list(faults_of(load_folder(own_folder.path)))
