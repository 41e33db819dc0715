"""What the desktop calls the program, its windows and its files."""

NAME = "optimization-playground"
TITLE = "Optimization Playground"
DESKTOP_ID = "io.github.optimization_playground.OptimizationPlayground"
"""The menu entry's file without its suffix; windows carry it, so that the two are matched."""
MIME_TYPE = "application/vnd.optimization-playground+json"
MIME_ICON = MIME_TYPE.replace("/", "-")
