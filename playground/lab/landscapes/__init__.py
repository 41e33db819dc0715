"""Landscapes: a run on a plane of its parameters, by the names that people write."""
