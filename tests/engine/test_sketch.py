"""What a rule shows of an update agrees with the update that it makes: over all rules."""

from itertools import islice

import numpy as np
import pytest
from test_golden_steps import FAR, ROSENBROCK, Bowl, Weights

from playground.engine.conventions import in_convention
from playground.engine.descent import arrows_at, descend, first_step, sketched
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.ground import Ground
from playground.engine.hessian import surface_hessian
from playground.engine.optimizer import Optimizer
from playground.engine.optimizers import optimizers
from playground.engine.optimizers.levenberg_marquardt import LevenbergMarquardt
from playground.engine.searches import SUFFICIENT
from playground.engine.sketch import (
    KEPT,
    LOOKS,
    MARKS,
    NEXT,
    NOW,
    TAKEN,
    TRIED,
    TRUE,
    Bars,
    Direction,
    Dots,
    Ellipse,
    Parabola,
    Polygon,
    Shape,
    Words,
    profile,
)
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces

SEARCHING = ("line_search", "conjugate_gradient", "bfgs", "lbfgs")


def steps(name, problem=ROSENBROCK, start=FAR, count=4, **settings):
    """(rule, step, the step after it), from the start on."""
    rule = optimizers[name].from_settings(settings)
    step = first_step(problem, rule, np.array(start, float))
    for after in islice(descend(problem, rule, step), count):
        yield rule, step, after
        step = after


def shapes(kind, found, **wanted):
    return [s for s in found if isinstance(s, kind)
            and all(getattr(s, name) == value for name, value in wanted.items())]


DRAWN = [name for name, kind in optimizers.items() if kind.sketch is not Optimizer.sketch]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("surface", ["rosenbrock", "himmelblau"])
def test_what_is_drawn_has_names_and_the_shapes_of_points(name, surface):
    problem = SurfaceProblem(surfaces[surface]())
    for rule, step, after in steps(name, problem, problem.start(), 3):
        for shape in sketched(problem, rule, step):
            if isinstance(shape, Words):
                shape.text.format(*shape.numbers)
                assert shape.text.count("{}") == len(shape.numbers)
                continue
            assert shape.name and shape.help.endswith(".")
            if isinstance(shape, Dots):
                assert shape.mark in MARKS and shape.points.shape[1:] == (2,)
                assert len(shape.labels) in (0, len(shape.points))
            elif isinstance(shape, (Polygon, Ellipse)):
                assert shape.look in LOOKS
            elif isinstance(shape, Direction):
                assert shape.at(shape.taken) == pytest.approx(after.theta, abs=1e-12)
            elif isinstance(shape, Parabola):
                assert shape.bottom == pytest.approx(after.theta, abs=1e-12)


@pytest.mark.parametrize("name", optimizers)
def test_looking_changes_nothing(name):
    for problem, start in ((ROSENBROCK, FAR), (Bowl(), (1, 1))):
        if optimizers[name]().why_not(problem):
            continue
        for rule, step, after in steps(name, problem, start, 2):
            sketched(problem, rule, step)
            arrows_at(rule, step)
            again = next(descend(problem, rule, step))
            assert (again.theta == after.theta).all() and again.searched == after.searched


@pytest.mark.parametrize("search", ["armijo", "wolfe", "exact"])
@pytest.mark.parametrize("name", SEARCHING)
def test_the_trials_of_a_search_are_points_of_the_surface(name, search):
    for rule, step, after in steps(name, search=search, count=6):
        way, = shapes(Direction, sketched(ROSENBROCK, rule, step))
        assert way.taken in [trial.alpha for trial in way.trials]
        for trial in way.trials:
            loss, grad = ROSENBROCK.loss_and_grad(way.at(trial.alpha))
            assert (trial.loss, trial.slope) == pytest.approx((loss, grad @ way.vector))
        taken = next(trial for trial in way.trials if trial.alpha == way.taken)
        assert taken.loss == after.loss
        assert way.low_enough(taken)
        if search == "armijo":
            assert way.sufficient == SUFFICIENT and way.flattened is None
            assert way.trials[-1] is taken
            assert not any(way.low_enough(trial) for trial in way.trials[:-1])
        if search == "wolfe":
            assert way.flattened == rule.flattened
            assert way.flat_enough(np.array(taken.slope))
        if search == "exact":
            assert abs(taken.slope) <= 1e-6 * abs(way.start.slope)


def test_armijo_on_rosenbrock_tries_eleven_times():
    (rule, step, _), = steps("line_search", search="armijo", count=1)
    way, = shapes(Direction, sketched(ROSENBROCK, rule, step))
    assert [trial.alpha for trial in way.trials] == [2.0**-k for k in range(11)]
    assert way.armijo(np.array([0.0, way.taken])) == pytest.approx(
        [step.loss, step.loss - 1e-4 * 2.0**-10 * float(step.grad @ step.grad)]
    )


def test_the_curve_along_a_way_is_the_surfaces_own():
    (rule, step, _), = steps("line_search", search="wolfe", count=1)
    way, = shapes(Direction, sketched(ROSENBROCK, rule, step))
    alphas = np.linspace(0, 0.002, 9)
    ground = Ground(ROSENBROCK, 0, step.loss)
    losses, slopes = profile(ground, way, alphas)
    assert losses[0] == step.loss and slopes[0] == pytest.approx(way.start.slope)
    assert losses[3] == ROSENBROCK.loss_and_grad(way.at(alphas[3]))[0]
    by_differences = np.gradient(losses, alphas)[1:-1]
    assert slopes[1:-1] == pytest.approx(by_differences, rel=0.2)


def test_newton_jumps_to_the_bottom_of_its_parabola_and_says_when_it_climbs():
    said = []
    for rule, step, after in steps("newton", count=5):
        found = sketched(ROSENBROCK, rule, step)
        parabola, = shapes(Parabola, found)
        way, = shapes(Direction, found)
        assert parabola.bottom == pytest.approx(after.theta, abs=1e-12)
        assert parabola.matrix == pytest.approx(surface_hessian(ROSENBROCK.surface, *step.theta))
        # Level at the bottom, and along the way at α = 1.
        level = parabola.gradient + parabola.matrix @ (parabola.bottom - parabola.point)
        assert level == pytest.approx([0, 0], abs=1e-9 * np.abs(parabola.gradient).max())
        assert way.curvature == pytest.approx(-way.start.slope)
        said.append([w for w in shapes(Words, found) if w.text.startswith("The step climbs")])
    assert [len(words) for words in said] == [0, 1, 0, 1, 0]
    assert said[1][0].numbers == pytest.approx((4.7319, 1411.85), abs=1e-2)


def test_newton_says_in_words_what_the_signs_of_the_curvatures_are():
    saddle = SurfaceProblem(surfaces["saddle"]())
    for damping, sign in ((0.0, "a saddle"), (100.0, "all above 0")):
        (rule, step, after), = steps("newton", saddle, (0.5, 0.5), 1, damping=damping)
        found = sketched(saddle, rule, step)
        assert any(sign in words.text for words in shapes(Words, found))
        parabola, = shapes(Parabola, found)
        assert parabola.bottom == pytest.approx(after.theta)
        assert parabola.bottom_name == ("saddle" if not damping else "bottom")


def test_a_singular_hessian_is_said_and_draws_no_nonsense():
    gutter = SurfaceProblem(TypedSurface("x^2"))
    (rule, step, after), = steps("newton", gutter, (0.5, 0.5), 1)
    found = sketched(gutter, rule, step)
    assert any("singular" in words.text for words in shapes(Words, found))
    assert after.theta == pytest.approx([0, 0.5])
    kink = SurfaceProblem(TypedSurface("|x| + |y|"))
    (rule, step, _), = steps("newton", kink, (0.0, 0.0), 1)
    words, = sketched(kink, rule, step)
    assert "no second derivatives" in words.text


def test_bfgs_draws_what_it_has_learned_beside_the_truth():
    for rule, step, _ in steps("bfgs", Bowl(), (1, 1), 2, search="exact"):
        learned, true = shapes(Ellipse, sketched(Bowl(), rule, step))
        assert (learned.matrix == step.state["H"]).all() and learned.look == NOW
        assert true.matrix == pytest.approx(np.diag([1, 0.1]), abs=1e-6) and true.look == TRUE
    # After the second step of two, the curvature of a parabola is known.
    *_, (rule, step, _) = steps("bfgs", SurfaceProblem(surfaces["himmelblau"]()), (3.2, 2.2), 9)
    learned, true = shapes(Ellipse, sketched(SurfaceProblem(surfaces["himmelblau"]()), rule, step))
    assert learned.matrix == pytest.approx(true.matrix, rel=0.2, abs=2e-3)
    assert (learned.half_axes @ learned.half_axes.T) == pytest.approx(
        np.diag(np.linalg.eigvalsh(learned.matrix)[::-1])
    )


def test_lbfgs_shows_the_matrix_that_it_never_forms():
    for rule, step, _ in steps("lbfgs", count=5):
        learned, *_ = shapes(Ellipse, sketched(ROSENBROCK, rule, step))
        assert -(learned.matrix @ step.grad) == pytest.approx(
            rule.direction(step.grad, step.state), rel=1e-9
        )
        assert learned.matrix == pytest.approx(learned.matrix.T, rel=1e-6, abs=1e-12)


def test_the_triangle_of_nelder_mead_is_its_state():
    moves = []
    for rule, step, after in steps("nelder_mead", count=12):
        now, then = shapes(Polygon, sketched(ROSENBROCK, rule, step))
        assert (now.corners == step.state["corners"]).all() and now.look == NOW
        assert (then.corners == after.state["corners"]).all() and then.look == NEXT
        assert after.theta in then.corners
        moves.append(then.name.removeprefix("after the move: "))
        if "shrink" not in then.name:
            new, = shapes(Dots, sketched(ROSENBROCK, rule, step), mark=KEPT)
            assert new.points[0] in then.corners
    # As in SciPy.
    assert moves[:10] == [
        "expand", "reflect", "contract outside", "contract inside", "contract inside", "reflect",
        "contract inside", "expand", "contract inside", "expand",
    ]


def test_cma_es_draws_its_cloud_from_its_ellipse():
    for rule, step, after in steps("cma_es", count=3):
        found = sketched(ROSENBROCK, rule, step)
        now, then = shapes(Ellipse, found)
        assert now.matrix == pytest.approx(step.state["sigma"] ** 2 * step.state["C"])
        assert (now.centre == step.theta).all() and (then.centre == after.theta).all()
        assert then.matrix == pytest.approx(after.state["sigma"] ** 2 * after.state["C"])
        better, worse = (shapes(Dots, found, mark=mark)[0] for mark in (KEPT, TRIED))
        assert len(better.points) == len(worse.points) == 3
        losses = [[ROSENBROCK.loss_and_grad(p)[0] for p in d.points] for d in (better, worse)]
        assert max(losses[0]) <= min(losses[1])
        new, = shapes(Dots, found, mark=TAKEN)
        assert (new.points[0] == after.theta).all()


def test_levenberg_marquardt_shows_the_steps_that_it_refused():
    (rule, step, _), = steps("levenberg_marquardt", count=1)
    found = sketched(ROSENBROCK, rule, step)
    refused, = shapes(Dots, found, mark=TRIED)
    assert refused.labels == ("λ = 0.01", "λ = 0.1")
    losses = [ROSENBROCK.loss_and_grad(point)[0] for point in refused.points]
    assert min(losses) >= step.loss
    way, = shapes(Direction, found)
    assert way.name.endswith("λ = 1")
    assert way.start.slope == pytest.approx(step.grad @ way.vector)
    assert -way.start.slope / way.curvature == pytest.approx(1)  # the bottom of its parabola
    assert isinstance(rule, LevenbergMarquardt)


def test_rprop_lands_on_its_box():
    for rule, step, after in steps("rprop", Bowl(), (1, 1), 6, learning_rate=0.3):
        box, = shapes(Polygon, sketched(Bowl(), rule, step))
        moved = np.abs(after.theta - step.theta)
        half = np.abs(box.corners - step.theta)
        assert all(np.isclose(moved[k], 0) or moved[k] == pytest.approx(half[0, k])
                   for k in range(2))


def test_muon_shows_singular_values_before_and_after():
    (rule, step, _), = steps("muon", Weights(), np.ones(6), 1)
    bars, = shapes(Bars, sketched(Weights(), rule, step))
    u = step.grad.reshape(2, 3)
    sizes = np.linalg.svd(u / np.linalg.norm(u))[1]
    assert bars.name == "W" and bars.before == pytest.approx(sizes)
    assert bars.after == pytest.approx([0.9204, 0.7000], abs=1e-4)


ARROWS = {
    "momentum": "−v", "nesterov": "−v", "adam": "−m", "adamw": "−m", "nadam": "−m",
    "radam": "−m", "adamax": "−m", "lion": "−m", "muon": "−m", "conjugate_gradient": "d₋₁",
    "cma_es": "σ p",
}


@pytest.mark.parametrize("name", optimizers)
def test_arrows_are_vectors_of_the_state(name):
    *_, (rule, step, _) = steps(name, Bowl(), (1, 1), 3) if not optimizers[name]().why_not(
        Bowl()) else steps(name, count=3)
    labels = [arrow.label for arrow in arrows_at(rule, step)]
    if name in ARROWS:
        assert labels == [ARROWS[name]]
    for arrow in arrows_at(rule, step):
        assert arrow.vector.shape == (2,) and arrow.what.endswith("=")
        assert any(
            np.allclose(np.abs(arrow.vector), np.abs(value) * step.state.get("sigma", 1.0))
            for value in step.state.values() if np.shape(value) == (2,)
        )


def test_keras_velocity_is_a_step_and_drawn_as_one():
    rule = in_convention(optimizers["momentum"](), "keras")
    step, after = islice(descend(Bowl(), rule, first_step(Bowl(), rule, np.ones(2))), 2)
    arrow, = arrows_at(rule, after)
    assert arrow.to_scale and arrow.vector == pytest.approx(after.theta - step.theta)


def test_a_rule_that_follows_another_shows_its_own_state():
    """At a branch the state is still the other rule's: arrows and shapes are those of a new start.
    """
    momentum = optimizers["momentum"]()
    step = next(descend(ROSENBROCK, momentum, first_step(ROSENBROCK, momentum, np.array(FAR))))
    for name in optimizers:
        rule = optimizers[name]()
        arrows_at(rule, step)
        for shape in sketched(ROSENBROCK, rule, step):
            assert isinstance(shape, (Shape, Words))
