"""What is said about a run that ended."""
