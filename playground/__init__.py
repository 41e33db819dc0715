"""An optimization playground: watch gradient descent and backpropagation work, step by step."""

__version__ = "0.1.0"
