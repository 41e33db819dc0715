"""The big pictures in the middle of the window: one file a view, with its layers beside it."""
