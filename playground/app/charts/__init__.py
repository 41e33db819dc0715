"""The charts of quantities along the steps of a run."""
