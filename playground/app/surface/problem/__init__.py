"""The panel that chooses a surface or takes a typed function."""
