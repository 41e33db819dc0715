"""The window, its docks, menus, settings, start and self-test."""
