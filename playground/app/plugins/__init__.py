"""Own surfaces and optimizers: the window that allows and checks them."""
