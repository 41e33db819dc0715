"""Runs: history, replay, evaluation and traces."""
