"""A run as a Keras 3 program, on whatever backend is there.

Keras computes in single precision on most backends, whatever is set, so less is promised. Its own
rules keep their epsilon elsewhere: the rule is written out as the app has it, as a class of Keras.
"""

from __future__ import annotations

import re

from playground.engine.networks.fitting import FittingProblem
from playground.engine.optimizer import Optimizer
from playground.engine.surface import SurfaceProblem
from playground.lab.experiments.reader import BadInputError
from playground.lab.export import own
from playground.lab.export.functions import ACTIVATIONS, LOSSES
from playground.lab.export.numpy_loop import CHECK, clip_lines, is_carried_on
from playground.lab.export.numpy_script import data_lines, formula_lines, start_lines
from playground.lab.export.searching import searches
from playground.lab.export.task import Task
from playground.lab.export.writing import known, number, numbers
from playground.lab.export.written_rules import (
    keras_call,
    rule_of,
    settings_text,
    spares_biases,
)


def keras_script(task: Task) -> str:
    """The program's text; the arrays that are too long for it are in `task.beside` then."""
    problem = task.recording.problem
    if isinstance(problem, SurfaceProblem):
        body = _surface(task, problem)
    elif isinstance(problem, FittingProblem):
        body = _network(task, problem)
    else:
        raise BadInputError("", f"a {type(problem).__name__} has no form in Keras")
    if task.climb:
        raise BadInputError("", "a Keras optimizer sees one gradient a step, a sharpness-aware "
                                "step takes two; export to NumPy or PyTorch, or take sam_rho away")
    expected = [*task.expected_lines(), *task.extra_lines()]
    code = [*task.file_lines(), *expected, "", *body, "", *CHECK, "sys.exit(0 if good else 1)"]
    text = "\n".join(code)
    found = [n for n in ("functools", "hashlib", "io", "math", "sys")
             if re.search(rf"\b{n}\.", text)]
    head = [
        *task.head("Keras 3", "in single precision (most of Keras' backends know no other)"),
        f"import {', '.join(found)}", *["from pathlib import Path"] * ("Path(" in text), "",
        "import keras", "import numpy as np", *["from keras import ops"] * ("ops." in text), "",
        'keras.config.set_floatx("float64")  # which few backends keep to', "",
    ]
    return "\n".join([*head, *code, ""])


# ---------------------------------------------------------------- a surface


def _surface(task: Task, problem: SurfaceProblem) -> list[str]:
    code = own.surface_lines(problem.surface) or formula_lines(task, problem)
    slope = "SLOPES.get((x, y)) or gradient(x, y)" if task.recording.slopes else "gradient(x, y)"
    make, change = _rules(task, 'optimizer = {}', "optimizer.build([theta])")
    noise = " + NOISE[i]" if task.recording.noise is not None else ""
    rate = ["    optimizer.learning_rate = float(RATES[i])"] * (task.recording.rates is not None)
    return [
        *code, "", *_rule_classes(task), "",
        f"theta = keras.Variable({numbers(task.recording.start)})", *make,
        "own = {}", f"for i in range({task.steps} + 1):",
        "    point = np.array(ops.convert_to_numpy(theta), float)",
        "    x, y = (float(p) for p in point)", "    own[i] = float(f(x, y))",
        "    if i == JUDGED: end = point", f"    if i == {task.steps}: break", *change,
        f"    g = np.array({slope}, float){noise}",
        *(f"    {line}" for line in clip_lines(task.plan[0][1])),
        "    g = ops.convert_to_tensor(g, theta.dtype)", *rate,
        "    optimizer.apply([g], [theta])",
    ]


# ---------------------------------------------------------------- a network


def _network(task: Task, problem: FittingProblem) -> list[str]:
    network = problem.network
    loss = known(LOSSES, "loss", problem.loss.name, "Keras").keras
    penalty = ""
    if problem.penalized:
        rates = f"{number(problem.l1)}, {number(problem.l2 / 2)}"
        penalty = f", kernel_regularizer=keras.regularizers.L1L2({rates})"
    lines = [*data_lines(task, problem), "", *start_lines(task, problem), ""]
    lines += [
        f"SIZES = {list(network.sizes)}", "",
        "def split(flat):",
        '    """A flat vector as W (row i: from node i) and b of each layer."""',
        "    shapes = [shape for m, n in zip(SIZES, SIZES[1:]) for shape in ((m, n), (n,))]",
        "    parts = np.split(np.asarray(flat, float),",
        "                     np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])",
        "    return [part.reshape(shape) for part, shape in zip(parts, shapes)]", "",
    ]
    stays = ["", ""]
    if problem.frozen:
        lines += [
            "class Stays(keras.constraints.Constraint):",
            '    """Some entries stay where they start."""',
            "    def __init__(self, free, start):",
            "        self.free, self.start = free, start", "",
            "    def __call__(self, w):",
            "        free = ops.cast(self.free, w.dtype)",
            "        return w * free + ops.cast(self.start, w.dtype) * (1 - free)", "",
            "free = np.ones(len(start))", "free[FROZEN] = 0",
            "STAYS = [Stays(*pair) for pair in zip(split(free), split(start))]", "",
        ]
    lines.append("model = keras.Sequential([")
    lines.append(f"    keras.Input(({network.sizes[0]},)),")
    for layer, (n, name) in enumerate(zip(network.sizes[1:], network.activations, strict=True)):
        word = known(ACTIVATIONS, "activation", name, "Keras").keras
        if problem.frozen:
            stays = [f", kernel_constraint=STAYS[{2 * layer}]",
                     f", bias_constraint=STAYS[{2 * layer + 1}]"]
        lines.append(f"    keras.layers.Dense({n}, activation={word}{penalty}{''.join(stays)}),")
    reduction = "sum" if problem.sums else "sum_over_batch_size"
    lines += [
        "])", "model.set_weights(split(start))  # Keras' kernel is W, as it is", "",
        "class Loss(keras.losses.Loss):",
        "    def call(self, Y, H):",
        f"        return {loss}", "", *_rule_classes(task), *_clipped(task), "",
    ]
    made = f'model.compile(optimizer={{}}, loss=Loss(reduction="{reduction}"))'
    make, change = _rules(task, made, "model.optimizer.build(model.trainable_variables)",
                          "model.optimizer")
    drawn = task.drawn
    assert drawn is not None
    samples = "X, Y" if drawn.full else "X[batch(i)], Y[batch(i)]"
    rate = [f"    if i < {task.steps}: model.optimizer.learning_rate = float(RATES[i])"] * (
        task.recording.rates is not None
    )
    return [
        *lines, *make, "own = {}", f"for i in range({task.steps} + 1):",
        "    model.reset_metrics()  # or the loss would be a mean over steps",
        "    if i == JUDGED: end = np.concatenate([w.ravel() for w in model.get_weights()])",
        *change, *rate,
        f"    todo = model.train_on_batch if i < {task.steps} else model.test_on_batch",
        f"    own[i] = float(np.ravel(todo({samples}))[0])",
    ]


# ---------------------------------------------------------------- rules


def _rule_classes(task: Task) -> list[str]:
    lines: list[str] = []
    rules = {o.name: o for _, o in task.plan}.values()
    if any(_leaves_out_biases(o) for _, o in task.plan):
        lines += [
            "def without_biases(optimizer):  # whose decay leaves biases as they are",
            "    biases = [w for w in model.trainable_variables if len(w.shape) < 2]",
            "    optimizer.exclude_from_weight_decay(var_list=biases)", "    return optimizer",
        ]
    for optimizer in rules:
        if searches(optimizer):
            raise BadInputError("", f"{optimizer.title} asks for more than the one gradient a "
                                "step that Keras' optimizers see; export to numpy, notebook or "
                                "pytorch")
        made = _rule_class(task, optimizer)
        lines += [""] * bool(lines and made) + made
    return lines


def class_name(optimizer: Optimizer) -> str:
    """"GradientDescent"."""
    return "".join(word.title() for word in optimizer.name.split("_"))


def _in_ops(line: str) -> str:
    """A line of NumPy as one of Keras; TensorFlow's arrays have no .T."""
    line = line.replace("X.T", "np.transpose(X)").replace("np.linalg.", "np.")
    return line.replace("np.", "ops.")


def _settings(task: Task, optimizer: Optimizer) -> dict[str, str]:
    """What a class of ours is made with; with a decay of biases where not all rules have one."""
    settings = settings_text(optimizer)
    if any(spares_biases(o) for _, o in task.plan if o.name == optimizer.name):
        settings["bias_decay"] = "0.0" if spares_biases(optimizer) else settings["weight_decay"]
    return settings


def _rule_class(task: Task, optimizer: Optimizer) -> list[str]:
    if own.is_own(optimizer):
        raise BadInputError("", f"the optimizer {optimizer.name} is somebody's own and has no "
                            "Keras form; export to numpy or pytorch")
    if keras_call(optimizer):
        return []
    rule = rule_of(optimizer, "Keras")
    kept = [name for name in rule.carried if name != "t"]
    begun_with = set(rule.carried.values())
    texts = _settings(task, optimizer)
    settings = [name for name in texts if name != "learning_rate"]
    stored = [name for name in texts if name in settings or name in begun_with]
    arguments = "".join(f", {name}" for name in texts)
    name = class_name(optimizer)
    lines = [
        *map(_in_ops, rule.helpers), *rule.part_helpers,
        f"class {name}(keras.optimizers.Optimizer):",
        f'    """{optimizer.title}, as the app has it."""',
        f"    def __init__(self{arguments}):", "        super().__init__(learning_rate)",
        *(f"        self.my_{s} = {s}" for s in stored),
    ]
    if kept:
        lines += ["", "    def build(self, variables):", "        if self.built: return",
                  "        super().build(variables)"]
    for k in kept:
        first = rule.carried[k]
        first = f"self.my_{first}" if first in texts else first
        begin = '"zeros"' if first == "0.0" else f"keras.initializers.Constant({first})"
        lines.append(f"        self.{k} = [self.add_variable_from_reference(w, name=\"{k}\", "
                     f"initializer={begin}) for w in variables]")
    lines += ["", "    def update_step(self, g, variable, learning_rate):",
              "        theta = ops.convert_to_tensor(variable)",
              "        learning_rate = ops.cast(learning_rate, theta.dtype)",
              "        g = ops.cast(g, theta.dtype)"]
    if settings:
        lines.append(f"        {', '.join(settings)} = "
                     f"{', '.join(f'self.my_{s}' for s in settings)}")
    if "bias_decay" in texts:
        lines.append("        if len(theta.shape) < 2: weight_decay = bias_decay")
    if kept:
        lines.append("        place = self._get_variable_index(variable)")
        lines.append(f"        {', '.join(kept)} = "
                     f"{', '.join(f'ops.convert_to_tensor(self.{k}[place])' for k in kept)}")
    if rule.counts:
        lines.append("        t = ops.cast(self.iterations, theta.dtype)")
    update = rule.by_part or rule.lines
    lines += [f"        {line.replace('np.', 'ops.')}" for line in update]
    lines += [f"        self.assign(self.{k}[place], {k})" for k in kept]
    return [*lines, "        self.assign(variable, theta)"]


def _is_shown_others(task: Task) -> bool:
    """Whether rules see other gradients than Keras finds: clipped, or of a matrix whose entries
    are mixed, some of which stay.
    """
    mixes = task.recording.problem.frozen and any(o.name == "muon" for _, o in task.plan)
    return bool(task.plan[0][1].clip.on or mixes)


def _clipped(task: Task) -> list[str]:
    """`shown(optimizer)`, which sees gradients cut off, and 0 of parameters that stay."""
    if not _is_shown_others(task):
        return []
    clip, frozen = task.plan[0][1].clip, task.recording.problem.frozen
    lines = [
        "", "def shown(optimizer):", '    """The same, with gradients as the rule sees them."""',
        "    step = optimizer.apply", "",
        "    def apply(grads, variables=None):",
        *(["        grads = [g * ops.cast(s.free, g.dtype) for g, s in zip(grads, STAYS)]"]
          if frozen else []),
    ]
    if clip.norm:
        lines += [
            "        length = ops.sqrt(sum(ops.sum(g * g) for g in grads))",
            f"        share = {number(clip.norm)} / ops.maximum(length, {number(clip.norm)})",
            "        grads = [g * share for g in grads]",
        ]
    if clip.value:
        most = number(clip.value)
        lines.append(f"        grads = [ops.clip(g, -{most}, {most}) for g in grads]")
    return [*lines, "        step(grads, variables)", "", "    optimizer.apply = apply",
            "    return optimizer"]


def _rules(
    task: Task, made: str, build: str, optimizer_name: str = "optimizer"
) -> tuple[list[str], list[str]]:
    """The first rule, and the changes in the loop."""
    if task.drawn is not None and _is_shown_others(task):
        made = made.format("shown({})")
    make = [made.format(_made(task, task.plan[0][1])), build]
    change: list[str] = []
    for place, (begin, optimizer) in enumerate(task.plan[1:]):
        before = task.plan[place][1]
        change += [f"    if i == {begin}:  # from here on by another rule"]
        goes_on = is_carried_on(before, optimizer)
        if goes_on:
            change.append(f"        before = {optimizer_name}")
        change += [f"        {made.format(_made(task, optimizer))}", f"        {build}"]
        if goes_on and keras_call(before) and keras_call(optimizer):
            if optimizer.name == "nadam":  # which Keras does not count among its variables
                change.append(f"        {optimizer_name}._u_product.assign(before._u_product)")
            change.append(f"        for new, old in zip({optimizer_name}.variables[2:], "
                          "before.variables[2:]): new.assign(old)")
            if rule_of(optimizer).counts:
                change.append(f"        {optimizer_name}.iterations.assign(before.iterations)")
        elif goes_on:
            rule = rule_of(optimizer)
            change += [f"        for new, old in zip({optimizer_name}.{k}, before.{k}): "
                       "new.assign(old)" for k in rule.carried if k != "t"]
            if rule.counts:
                change.append(f"        {optimizer_name}.iterations.assign(before.iterations)")
    return make, change


def _leaves_out_biases(optimizer: Optimizer) -> bool:
    """Whether a class of Keras' is to be told which parameters do not decay; Muon's has a decay of
    its own for what is no matrix.
    """
    return bool(keras_call(optimizer)) and spares_biases(optimizer) and not optimizer.mixes


def _made(task: Task, optimizer: Optimizer) -> str:
    if call := keras_call(optimizer):
        return f"without_biases({call})" if _leaves_out_biases(optimizer) else call
    settings = ", ".join(f"{k}={v}" for k, v in _settings(task, optimizer).items())
    return f"{class_name(optimizer)}({settings})"
