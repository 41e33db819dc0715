"""The chart of training a network: risk, accuracy and what a layer learns, along the epochs."""
