"""The window: everything that knows Qt. Nothing below this folder does."""
