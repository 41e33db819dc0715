"""Opening, saving, exporting and recovering experiments."""
