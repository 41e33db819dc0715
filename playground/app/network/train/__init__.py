"""The panel of training: batches, seeds, stop rules."""
