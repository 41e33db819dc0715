"""Documents, their undo, recent files, recovery after a crash."""
