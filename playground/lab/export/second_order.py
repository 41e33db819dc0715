"""What Newton's method and Levenberg-Marquardt ask for, written out for a NumPy program.

`hessian(theta)` are all second derivatives; `residuals(theta)` r and its slopes J, loss = rᵀ r.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.engine.expressions.nodes import Node
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.residuals import SHARES
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.reader import BadInputError
from playground.lab.export import own
from playground.lab.export.formula import NUMPY, Dialect, Written
from playground.lab.export.functions import ACTIVATIONS, LOSSES
from playground.lab.export.searching import SEARCHING
from playground.lab.export.task import Task
from playground.lab.export.writing import assigned, known, number, numbers


def asked(task: Task) -> set[str]:
    """What the rules of a plan ask for: "hessian", "residuals"."""
    names = [optimizer.name for _, optimizer in task.plan]
    return {SEARCHING[name].asks for name in names if name in SEARCHING} - {""}


# ---------------------------------------------------------------- a surface


def surface_lines(task: Task, problem: SurfaceProblem) -> list[str]:
    """Both where they are asked for, in NumPy."""
    makers: dict[str, Callable[[Task, SurfaceProblem], list[str]]] = {
        "hessian": _surface_hessian, "residuals": _surface_residuals,
    }
    return [line for name in sorted(asked(task)) for line in ["", *makers[name](task, problem)]]


def exceptions(task: Task) -> list[str]:
    """HESSIANS, where a run comes to points at which the formula says something else."""
    found = task.recording.hessians
    if not found:
        return []
    text = ", ".join(f"{place}: {numbers(matrix)}" for place, matrix in found.items())
    return assigned("HESSIANS", f"{{{text}}}", "where the formula has no second derivatives")


def _surface_hessian(task: Task, problem: SurfaceProblem) -> list[str]:
    surface = problem.surface
    there = ["    if (x, y) in HESSIANS: return np.array(HESSIANS[x, y])"] * bool(
        task.recording.hessians)
    if own.is_own(surface):
        return [
            *exceptions(task), "def hessian(theta):  # Im f'(x + i h) / h: no difference is taken",
            "    x, y = theta.tolist()", *there,
            "    along = [SURFACE.gradient(np.complex128(u), np.complex128(v), np)",
            "             for u, v in ((complex(x, 1e-30), y), (x, complex(y, 1e-30)))]",
            "    H = np.imag(np.array(along)) / 1e-30", "    return (H + H.T) / 2",
        ]
    from playground.engine.expressions.expression import second_trees

    nodes = second_trees(surface.formula, surface.settings)
    if nodes is None:
        raise BadInputError("", "the second derivatives of this formula, which newton asks for, "
                                "have no form in a program; export another rule")
    written = Written(NUMPY)
    xx, xy, yy = (written.text(node) for node in nodes)
    return [
        *helpers(written, task, problem), *exceptions(task), "def hessian(theta):",
        '    """All second derivatives."""', "    x, y = theta.tolist()", *there,
        f"    xx = {xx}", f"    xy = {xy}", f"    yy = {yy}",
        "    return np.array([[xx, xy], [xy, yy]], float)",
    ]


def helpers(
    written: Written, task: Task, problem: SurfaceProblem, dialect: Dialect = NUMPY
) -> list[str]:
    """The definitions that formulas need and f and its gradient did not."""
    from playground.engine.expressions.expression import trees

    before = Written(dialect)
    nodes = trees(problem.surface.formula, problem.surface.settings)
    for node in nodes if dialect is NUMPY else nodes[:1]:
        before.text(node)
    return [line for helper in written.helpers if helper not in before.helpers
            for line in helper.split("\n")]


def square_nodes(problem: SurfaceProblem) -> list[tuple[Node, Node, Node]]:
    """r, ∂r/∂x, ∂r/∂y of each square of a surface's formula; raises BadInputError for none."""
    from playground.engine.expressions.squares import square_trees

    found = square_trees(problem.surface.formula, problem.surface.settings)
    if found is None:
        raise BadInputError("", "the formula is not written as a sum of squares, which "
                                "levenberg_marquardt asks for; export another rule")
    return found


def _surface_residuals(task: Task, problem: SurfaceProblem) -> list[str]:
    if own.is_own(problem.surface):
        return ["def residuals(theta):  # f = r^T r",
                "    r, J = SURFACE.residuals(*theta.tolist())",
                "    return np.array(r), np.array(J)"]
    written, rows = Written(NUMPY), []
    for nodes in square_nodes(problem):
        rows.append([written.text(node) for node in nodes])
    values = ", ".join(row[0] for row in rows)
    slopes = [f"[{row[1]}, {row[2]}]" for row in rows]
    return [
        *helpers(written, task, problem), "def residuals(theta):",
        '    """r and its slopes J: f = r^T r."""', "    x, y = theta.tolist()",
        f"    r = np.array([{values}])", f"    J = np.array([{', '.join(slopes)}], float)",
        "    return r, J",
    ]


# ---------------------------------------------------------------- a network


def network_lines(task: Task, problem: FittingProblem) -> list[str]:
    """Both where they are asked for, in NumPy; the helpers of activations stand above."""
    lines: list[str] = []
    wanted = asked(task)
    if "hessian" in wanted:
        lines += ["", *_network_hessian(task, problem)]
    if "residuals" in wanted:
        lines += ["", *_network_residuals(task, problem)]
    return lines


def scale_of(task: Task, problem: FittingProblem, samples: str = "X") -> str:
    """What the summed Hessian is multiplied by: 1/n, or the share of a summed batch."""
    drawn = task.drawn
    assert drawn is not None
    if drawn.sampling == "recorded":
        raise BadInputError("", "newton asks for second derivatives over all rows of the data, "
                                "more than go along; export another rule")
    if not problem.sums:
        return f" / len({samples})"
    return "" if drawn.full else f" * len({samples}[batch(i)]) / len({samples})"


def _network_hessian(task: Task, problem: FittingProblem) -> list[str]:
    network, scale = problem.network, scale_of(task, problem)
    bends = [known(ACTIVATIONS, "activation", n, "NumPy").bend for n in network.activations]
    loss = known(LOSSES, "loss", problem.loss.name, "NumPy")
    made = ", ".join(f"lambda z, a: {bend}" for bend in bends)
    l2 = []
    if problem.l2:
        l2 = [
            "    is_weight = [np.vstack([np.ones((m - 1, n)), np.zeros((1, n))]).ravel()",
            "                 for m, n in SHAPES]",
            f"    H = H + {number(problem.l2)} * np.diag(np.concatenate(is_weight))",
        ]
    return [
        *assigned("BENDS", f"[{made}]", "g''(z), by layer"),
        "def hessian(theta):",
        '    """All second derivatives over all samples, column by column (Pearlmutter 1994):',
        '    Rx is how fast x changes when the parameters move along v."""',
        "    a, there, back, columns = X.T, [], [], []",
        "    for W, (g, slope), bend in zip(layers(theta), ACTIVATIONS, BENDS):",
        "        below = np.vstack([a, np.ones(len(X))])", "        z = W.T @ below",
        "        a = g(z)", "        there.append((W, below, slope(z, a), bend(z, a)))",
        "    H = a.T",
        f"    da = ({loss.slope}).T{scale}",
        "    for W, below, slope, bend in there[::-1]:",
        "        back.append((W, below, slope, bend * da, slope * da))",
        "        da = W[:-1] @ (slope * da)",
        "    for v in np.eye(len(theta)):",
        "        Ra, changes, column = np.zeros_like(X.T), [], []",
        "        for V, (W, below, slope, bend) in zip(layers(v), there):",
        "            Rz = W[:-1].T @ Ra + V.T @ below",
        "            changes.append((V, Ra, Rz))",
        "            Ra = slope * Rz",
        "        RH = Ra.T",
        f"        Rda = ({loss.change}).T{scale}",
        "        for (V, Ra, Rz), (W, below, slope, bent, dz) in zip(changes[::-1], back):",
        "            Rdz = slope * Rda + bent * Rz",
        "            RdW = below @ Rdz.T",
        "            RdW[:-1] += Ra @ dz.T",
        "            column.insert(0, RdW.ravel())",
        "            Rda = W[:-1] @ Rdz + V[:-1] @ dz",
        "        columns.append(np.concatenate(column))",
        "    H = (np.array(columns) + np.array(columns).T) / 2",
        *l2, "    return H",
    ]


def root_scale(problem: FittingProblem, samples: str = "X") -> str:
    """√(1/n) and the like: what a miss is multiplied by to be a residual."""
    share = SHARES[problem.loss.name]
    return f"np.sqrt({share})" if problem.sums else f"np.sqrt({share} / len({samples}))"


def _network_residuals(task: Task, problem: FittingProblem) -> list[str]:
    l2 = []
    if problem.l2:
        root = f"np.sqrt({number(problem.l2)} / 2)"
        l2 = [
            "    is_weight = np.concatenate([np.arange(m * n) < (m - 1) * n for m, n in SHAPES])",
            f"    r = np.concatenate([r, {root} * theta[is_weight]])  # the penalty",
            f"    J = np.vstack([J, {root} * np.eye(len(theta))[is_weight]])",
        ]
    return [
        "def residuals(theta):",
        '    """r and its slopes J, loss = r^T r: a row for each output of each sample."""',
        "    a, passed, J = X.T, [], []",
        "    for W, (g, slope) in zip(layers(theta), ACTIVATIONS):",
        "        below = np.vstack([a, np.ones(len(X))])", "        z = W.T @ below",
        "        a = g(z)", "        passed.append((W, below, slope(z, a)))",
        f"    scale = {root_scale(problem)}",
        "    r = (scale * (a - Y.T)).ravel()",
        "    for k in range(len(a)):  # back from each output by itself",
        "        da, rows = np.zeros_like(a), []",
        "        da[k] = scale",
        "        for W, below, slope in passed[::-1]:",
        "            dz = da * slope",
        "            rows.insert(0, (below[:, None] * dz).reshape(-1, len(X)))",
        "            da = W[:-1] @ dz",
        "        J.append(np.concatenate(rows).T)",
        "    J = np.vstack(J)", *l2, "    return r, J",
    ]
