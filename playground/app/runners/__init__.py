"""The panel of runners: their rules, settings and starts."""
