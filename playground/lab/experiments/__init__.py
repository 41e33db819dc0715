"""Experiments: the recipe, its file, presets, lessons and the catalogue."""
