"""Backpropagation by hand, one quantity at a time."""
