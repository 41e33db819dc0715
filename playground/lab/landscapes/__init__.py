"""A run seen on a plane of its parameters: which plane, where the path is on it, from where to where."""
