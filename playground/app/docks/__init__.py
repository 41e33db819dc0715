"""The side panels: docks, their tabs and where they are at home."""
