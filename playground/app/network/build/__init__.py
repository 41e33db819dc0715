"""The panel that builds a network: layers, activations, loss, initializer."""
