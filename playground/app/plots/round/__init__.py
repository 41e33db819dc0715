"""A plane in the round: a height field as a 3-D picture, painted by QPainter on plain data."""
