"""Sweeps and fair races: many runs beside the window, what came of them, and the best of each."""
