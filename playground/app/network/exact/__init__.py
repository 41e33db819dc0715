"""The exact solution beside the run: least squares, and models that have none."""
