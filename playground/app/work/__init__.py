"""Work in the background, and the garbage collector's timer."""
