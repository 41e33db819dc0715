"""Networks, their data problems and backpropagation, in the lecture's notation."""
