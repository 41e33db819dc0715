"""The loss surface: the risk of the network over a plane of its parameters."""
