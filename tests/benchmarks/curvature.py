"""What curvature costs: a Hessian product against a gradient, and λmax by 20 Lanczos steps.

    python tests/benchmarks/curvature.py

A 2-8-8-8-1 network of tanh on 250 samples. Gradient and product are taken in turns: their ratio
holds on a machine that others use as well.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program itself

from statistics import median
from time import perf_counter

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.sharpness import STEPS, sharpest
from playground.lab.experiments.presets import presets

TURNS, MOST_GRADIENTS, MOST_MS = 200, 5.0, 15.0


def main() -> None:
    experiment = presets["edge_of_stability"].experiment()
    run = experiment.run_of(experiment.runners[1])
    run.ensure(500)
    problem, theta = run.problem, run[500].theta
    assert isinstance(problem, FittingProblem)
    product = RiskHessian(problem, theta)
    v = product.gradient.copy()
    gradients, products, searches, made = [], [], [], []
    for _ in range(TURNS):
        begin = perf_counter()
        problem.risk_and_grad(theta)
        middle = perf_counter()
        product(v)
        gradients.append(middle - begin)
        products.append(perf_counter() - middle)
    for _ in range(TURNS // 4):
        begin = perf_counter()
        fresh = RiskHessian(problem, theta)
        found = sharpest(fresh, fresh.dimension, most=STEPS)
        searches.append(perf_counter() - begin)
        made.append(found.value)
    ratio = median(b / a for a, b in zip(gradients, products, strict=True))
    print(f"gradient {1e3 * median(gradients):.3f} ms, product {1e3 * median(products):.3f} ms: "
          f"{ratio:.2f} gradients (at most {MOST_GRADIENTS:g})")
    print(f"{STEPS} Lanczos steps {1e3 * median(searches):.2f} ms (at most {MOST_MS:g}): "
          f"λmax {made[0]:.5f}, settled {sharpest(product, product.dimension).value:.5f}")


if __name__ == "__main__":
    main()
