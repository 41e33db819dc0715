"""The rules in Keras' form, where that is another one; and Keras' own classes of that form."""

from __future__ import annotations

from playground.lab.export.rules import (
    DECAY,
    MEANS,
    MOMENTS,
    MUON,
    ORTHOGONAL,
    RULES,
    Rule,
)

_VELOCITY = "momentum_step = momentum * momentum_step - learning_rate * g"
_HAT = (
    "rate = learning_rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)",
    "theta = theta - rate * m / (np.sqrt(v) + epsilon)",
)
_KERAS_MUON = (
    "t = t + 1",
    "B = momentum * B + g",
    "U = g + momentum * B",
    *MUON[3:-1],
)
KERAS_RULES: dict[str, Rule] = {
    "momentum": Rule({"momentum_step": "0.0"}, (_VELOCITY, "theta = theta + momentum_step")),
    "nesterov": Rule(
        {"momentum_step": "0.0"},
        (_VELOCITY, "theta = theta + momentum * momentum_step - learning_rate * g"),
    ),
    "adagrad": Rule(
        {"sum_of_squares": "initial_accumulator"},
        (
            "sum_of_squares = sum_of_squares + g * g",
            "theta = theta - learning_rate * g / np.sqrt(sum_of_squares + epsilon)",
        ),
    ),
    "rmsprop": Rule(
        {"v": "0.0"},
        (
            "v = rho * v + (1 - rho) * (g * g)",
            "theta = theta - learning_rate * g / np.sqrt(v + epsilon)",
        ),
    ),
    "adam": Rule(MOMENTS, (*MEANS, *_HAT)),
    "adamw": Rule(MOMENTS, (DECAY, *MEANS, *_HAT)),
    "nadam": Rule(
        {**MOMENTS, "momenta": "1.0"},
        tuple(line.replace("(t * momentum_decay)", "t").replace("((t + 1) * momentum_decay)",
              "(t + 1)") for line in RULES["nadam"].lines),
    ),
    "adamax": Rule(
        {"m": "0.0", "u": "0.0", "t": "0"},
        (
            "t = t + 1",
            "m = beta1 * m + (1 - beta1) * g",
            "u = np.maximum(beta2 * u, np.abs(g))",
            "theta = theta - learning_rate / (1 - beta1**t) * (m / (u + epsilon))",
        ),
    ),
    "muon": Rule(
        RULES["muon"].carried,
        (
            *_KERAS_MUON,
            "rate = learning_rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)",
            "theta = kept - rate * m / (np.sqrt(v) + 1e-7)  # biases, as Keras' AdamW",
            "for begin, rows, columns in MATRICES:",
            "    part = slice(begin, begin + rows * columns)",
            "    O = orthogonal(U[part].reshape(rows, columns), newton_schulz_steps)",
            "    rate = learning_rate * np.sqrt(max(rows, columns)) * 0.2",
            "    theta[part] = kept[part] - rate * O.ravel()",
        ),
        tuple(line.replace("np.maximum(np.linalg.norm(U), 1e-7)", "(np.linalg.norm(U) + 1e-7)")
              for line in ORTHOGONAL),
    ),
}
"""Where a runner takes Keras' form."""
KERAS_CLASSES: dict[str, str] = {
    "gradient_descent": "SGD(learning_rate={learning_rate})",
    "momentum": "SGD(learning_rate={learning_rate}, momentum={momentum})",
    "nesterov": "SGD(learning_rate={learning_rate}, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad(learning_rate={learning_rate}, "
    "initial_accumulator_value={initial_accumulator}, epsilon={epsilon})",
    "rmsprop": "RMSprop(learning_rate={learning_rate}, rho={rho}, epsilon={epsilon})",
    "adam": "Adam(learning_rate={learning_rate}, beta_1={beta1}, beta_2={beta2}, "
    "epsilon={epsilon}, amsgrad={amsgrad})",
    "adamw": "AdamW(learning_rate={learning_rate}, beta_1={beta1}, beta_2={beta2}, "
    "epsilon={epsilon}, weight_decay={weight_decay}, amsgrad={amsgrad})",
    "nadam": "Nadam(learning_rate={learning_rate}, beta_1={beta1}, beta_2={beta2}, "
    "epsilon={epsilon})",
    "adamax": "Adamax(learning_rate={learning_rate}, beta_1={beta1}, beta_2={beta2}, "
    "epsilon={epsilon})",
    "adadelta": "Adadelta(learning_rate={learning_rate}, rho={rho}, epsilon={epsilon})",
    "lion": "Lion(learning_rate={learning_rate}, beta_1={beta1}, beta_2={beta2}, "
    "weight_decay={weight_decay})",
    "muon": "Muon(learning_rate={learning_rate}, momentum={momentum}, "
    "weight_decay={weight_decay}, adam_weight_decay={bias_decay}, "
    "ns_steps={newton_schulz_steps})",
}
"""Keras' own classes, which do the same in that form."""
