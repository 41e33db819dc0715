"""Own surfaces and optimizers: trusted, loaded and checked."""
