"""Right and wrong: the confusion matrix, or targets against outputs."""
