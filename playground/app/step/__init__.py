"""The panel that shows one step of a rule with its numbers."""
