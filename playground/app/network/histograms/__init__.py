"""Histograms of every layer's values and gradients."""
