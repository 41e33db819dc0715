"""Every edit of an experiment, as a function from one experiment to the next."""
