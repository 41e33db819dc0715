"""A gradient seen through noise: unbiased, of the size that was chosen, pure in (seed, step)."""

import numpy as np
import pytest

from playground.engine.descent import first_step
from playground.engine.noisy_surface import GradientNoise, NoisySurfaceProblem
from playground.engine.optimizers import optimizers
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.runs.run import Run

WITH_TERMS = [name for name in surfaces if surfaces[name].terms]


def gradients(problem, theta, count=20_000):
    return np.array([problem.loss_and_grad(theta, k)[1] for k in range(count)])


def test_the_noise_has_mean_0_and_the_chosen_size():
    surface = surfaces["booth"]()
    problem, exact = NoisySurfaceProblem(surface, GradientNoise(2.0)), SurfaceProblem(surface)
    theta = np.array([0.3, -1.2])
    noise = gradients(problem, theta) - exact.loss_and_grad(theta)[1]
    assert np.abs(noise.mean(axis=0)).max() < 4 * 2.0 / np.sqrt(20_000)
    # The variance of a sample variance is 2σ⁴/n: four of its deviations.
    assert np.abs(noise.var(axis=0) - 4).max() < 4 * 4 * np.sqrt(2 / 20_000)
    assert abs(np.corrcoef(noise.T)[0, 1]) < 4 / np.sqrt(20_000)
    assert abs(np.mean(noise[1:] * noise[:-1])) < 4 * 4 / np.sqrt(20_000)


@pytest.mark.parametrize("name", WITH_TERMS)
def test_terms_have_the_surface_as_their_mean(name):
    surface = surfaces[name]()
    for x, y in ((0.0, 0.0), (-1.3, 2.2), (5.0, -3.0)):
        mean = np.mean([surface.term_gradient(k, x, y) for k in range(surface.terms)], axis=0)
        assert mean == pytest.approx(surface.gradient(x, y))


@pytest.mark.parametrize("name", WITH_TERMS)
@pytest.mark.parametrize("count", [1, 3])
def test_drawn_terms_are_unbiased_with_the_variance_of_their_mean(name, count):
    surface = surfaces[name]()
    theta = np.array([-0.5, 0.7])
    every = np.array([surface.term_gradient(k, *theta) for k in range(surface.terms)])
    found = gradients(NoisySurfaceProblem(surface, GradientNoise(0.0, count)), theta)
    spread = every.std(axis=0) / np.sqrt(count)
    assert (np.abs(found.mean(axis=0) - every.mean(axis=0)) < 4.5 * spread / 141 + 1e-12).all()
    assert found.var(axis=0) == pytest.approx(every.var(axis=0) / count, rel=0.06)
    assert len(np.unique(found, axis=0)) <= surface.terms**count


def test_a_step_sees_the_same_whenever_it_is_asked():
    surface = surfaces["hagan_sgd"]()
    theta = np.array([0.1, 0.2])
    one, two = (NoisySurfaceProblem(surface, GradientNoise(0.5, 2, 7)) for _ in range(2))
    late = two.loss_and_grad(theta, 5000)[1]
    for k in (0, 1023, 1024, 5000):
        assert np.array_equal(one.loss_and_grad(theta, k)[1], two.loss_and_grad(theta, k)[1])
    assert np.array_equal(late, two.loss_and_grad(theta, 5000)[1])
    other = NoisySurfaceProblem(surface, GradientNoise(0.5, 2, 8))
    assert not np.array_equal(other.loss_and_grad(theta, 0)[1], one.loss_and_grad(theta, 0)[1])


def test_f_itself_is_exact_and_the_risk_has_no_noise():
    surface = surfaces["booth"]()
    problem, exact = NoisySurfaceProblem(surface, GradientNoise(1.0)), SurfaceProblem(surface)
    theta = np.array([1.0, 2.0])
    assert problem.loss_and_grad(theta, 3)[0] == exact.loss_and_grad(theta)[0]
    assert np.array_equal(problem.risk_and_grad(theta)[1], exact.loss_and_grad(theta)[1])
    assert not problem.sees_all


def test_a_run_is_the_same_forwards_and_after_a_jump():
    surface = surfaces["booth"]()
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": 0.02})
    run = Run(NoisySurfaceProblem(surface, GradientNoise(1.0)), rule)
    run.ensure(5000)
    back = [run[k].theta for k in (4321, 17, 2049)]
    again = Run(NoisySurfaceProblem(surface, GradientNoise(1.0)), rule)
    again.ensure(5000)
    for k, theta in zip((4321, 17, 2049), back, strict=True):
        assert np.array_equal(again[k].theta, theta)


def test_near_the_minimum_the_cloud_has_the_size_of_the_formula():
    """sgd-lab.md 5: Var = η s² / (λ (2 − η λ)), along each axis of a bowl."""
    surface = surfaces["bowl"]()
    curvature = surface.gradient(1.0, 0.0)[0]
    rate, size = 0.1 / curvature, 1.0
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": rate})
    run = Run(NoisySurfaceProblem(surface, GradientNoise(size)), rule, np.zeros(2))
    run.ensure(10_000)
    seen = run.columns.path[500:, 0].var()
    expected = rate * size**2 / (curvature * (2 - rate * curvature))
    assert seen == pytest.approx(expected, rel=0.15)


def test_numbers_that_leave_the_floats_are_no_exception():
    problem = NoisySurfaceProblem(surfaces["booth"](), GradientNoise(1.0, 1))
    with np.errstate(all="ignore"):
        loss, _ = problem.loss_and_grad(np.array([1e200, 1e200]))
    assert not np.isfinite(loss)
    with pytest.raises(ValueError, match="not a mean of functions"):
        NoisySurfaceProblem(surfaces["saddle"](), GradientNoise(0.0, 1))
    step = first_step(problem, optimizers["gradient_descent"](), np.zeros(2))
    assert np.isfinite(step.grad).all()
