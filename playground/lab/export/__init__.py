"""Runs taken away: as programs of other libraries, model files and lines of text. No Qt."""
