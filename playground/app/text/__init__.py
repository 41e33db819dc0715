"""Numbers, losses and formulas in words."""
