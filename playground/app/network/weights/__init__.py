"""The table of weights and biases."""
