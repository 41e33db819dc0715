"""Sweeps: one experiment run with every combination of some of its settings."""
