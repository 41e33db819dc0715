"""Theme, style sheet, icons, markers and typeset formulas."""
