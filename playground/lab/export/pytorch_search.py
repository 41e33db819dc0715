"""What rules that search ask for, in a PyTorch program: PyTorch finds it, the search is NumPy's."""

from __future__ import annotations

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.residuals import SHARES
from playground.engine.optimizer import Optimizer
from playground.engine.surface import SurfaceProblem
from playground.lab.export import own, second_order
from playground.lab.export.formula import PYTORCH, Written
from playground.lab.export.functions import LOSSES
from playground.lab.export.numpy_loop import first_carried, free_only
from playground.lab.export.searching import searches
from playground.lab.export.task import Task
from playground.lab.export.writing import known, number


def own_rule(task: Task, optimizer: Optimizer) -> list[str]:
    """A class of PyTorch's kind that steps all parameters by a function that searches."""
    frozen = bool(task.recording.problem.frozen)
    place = "[MOVING]" if frozen else ""
    name = optimizer.name
    return own.torch_class(name, [
        f"def rule_{name}(theta, g, carried, **settings):",
        *([f"    theta, g = theta{place}, g{place}"] if frozen else []),
        f"    if carried is None: carried = {first_carried(optimizer, by_name=True)}",
        f"    new, carried = {name}(theta, g, carried, own[i], ask, **settings)",
        f"    return {'whole(new)' if frozen else 'new'}, carried",
    ], ["self.state = None", f"self.rule = lambda *a: rule_{name}(*a, **settings)"])


def _searching(task: Task) -> bool:
    return any(searches(optimizer) for _, optimizer in task.plan)


# ---------------------------------------------------------------- a surface


def surface_asks(
    task: Task, problem: SurfaceProblem, loss: str, gradient: list[str]
) -> list[str]:
    """`ask(point)` and what else is asked for."""
    if not _searching(task):
        return []
    ask = [
        "", "def ask(point):  # loss and gradient at any point, in step i",
        "    theta.data.copy_(torch.tensor(point))", "    optimizer.zero_grad()",
        f"    loss = {loss}", *gradient,
        "    return loss.item(), theta.grad.numpy().copy()",
    ]
    wanted = second_order.asked(task)
    if own.is_own(problem.surface):
        return [*ask, *second_order.surface_lines(task, problem)]
    if "hessian" in wanted:
        there = ["    if tuple(point.tolist()) in HESSIANS:",
                 "        return np.array(HESSIANS[tuple(point.tolist())])"]
        ask += [
            "", *second_order.exceptions(task), "def hessian(point):  # all second derivatives",
            *there * bool(task.recording.hessians),
            "    at = torch.tensor(point)",
            "    return torch.autograd.functional.hessian(lambda p: f(*p), at).numpy()",
        ]
    if "residuals" in wanted:
        written = Written(PYTORCH)
        nodes = second_order.square_nodes(problem)
        values = ", ".join(written.text(r) for r, *_ in nodes)
        ask += [
            "", *second_order.helpers(written, task, problem, PYTORCH),
            "def misses(theta):  # r, with f = r^T r", "    x, y = theta",
            f"    return torch.stack([{values}])", "", *_RESIDUALS,
        ]
    return ask


_RESIDUALS = [
    "def residuals(theta):  # r and its slopes J",
    "    at = torch.tensor(theta)",
    "    return misses(at).numpy(), torch.func.jacrev(misses)(at).numpy()",
]

# ---------------------------------------------------------------- a network


def network_asks(
    task: Task, problem: FittingProblem, before: list[str], gradient: list[str]
) -> list[str]:
    """`loss_of(i)`, `ask(theta)` and what else is asked for."""
    whole = "whole(theta)" if problem.frozen else "theta"
    moving = "[MOVING]" if problem.frozen else ""
    lines = [
        "def loss_of(i):  # on the samples of step i", *before, "    return loss", "",
        "def ask(theta):  # loss and gradient at any parameters, on the samples of step i",
        "    with torch.no_grad():",
        f"        for layer, (W, b) in zip(linear, split(torch.tensor({whole}))):",
        "            layer.weight.copy_(W.T)", "            layer.bias.copy_(b)",
        "    model.zero_grad()", "    loss = loss_of(i)", *gradient,
        "    slopes = [part.flatten() for layer in linear",
        "              for part in (layer.weight.grad.T, layer.bias.grad)]",
        f"    return loss.item(), torch.cat(slopes).numpy(){moving}", "",
    ]
    if problem.frozen:
        lines += ["start, FROZEN = flat().numpy(), np.flatnonzero(free.numpy() == 0)", ""]
    wanted = second_order.asked(task)
    if wanted:
        lines += [
            "NAMES = [name for name, _ in model.named_parameters()]", "",
            "def output(flat):  # of all samples, for these parameters",
            "    parts = [part for W, b in split(flat) for part in (W.T, b)]",
            "    return torch.func.functional_call(model, dict(zip(NAMES, parts)), (X_all,))", "",
        ]
    if "hessian" in wanted:
        lines += _hessian(task, problem)
    if "residuals" in wanted:
        lines += _misses(problem)
    return [*lines, *free_only(task)]


def _hessian(task: Task, problem: FittingProblem) -> list[str]:
    loss = known(LOSSES, "loss", problem.loss.name, "PyTorch").torch
    scale = second_order.scale_of(task, problem, "X_all")
    penalty = []
    if problem.penalized:
        l2 = number(problem.l2)
        penalty = [f"    for W, b in split(flat): loss = loss + {l2} / 2 * (W**2).sum()"]
    return [
        "def risk(flat):", "    H, Y = output(flat), Y_all", f"    loss = ({loss}).sum(){scale}",
        *penalty, "    return loss", "",
        "def hessian(theta):  # all second derivatives of that",
        "    return torch.autograd.functional.hessian(risk, torch.tensor(theta)).numpy()", "",
    ]


def _misses(problem: FittingProblem) -> list[str]:
    share = SHARES[problem.loss.name]
    scale = f"{share}**0.5" if problem.sums else f"({share} / len(X_all))**0.5"
    penalty = []
    if problem.l2:
        penalty = ["    weights = torch.cat([W.flatten() for W, b in split(flat)])",
                   f"    r = torch.cat([r, ({number(problem.l2)} / 2)**0.5 * weights])"]
    return [
        "def misses(flat):  # r, with loss = r^T r",
        f"    r = ({scale} * (output(flat) - Y_all)).T.flatten()", *penalty, "    return r", "",
        *_RESIDUALS, "",
    ]
