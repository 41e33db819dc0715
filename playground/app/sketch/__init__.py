"""What there is to see of one update of a rule, beside its numbers."""
