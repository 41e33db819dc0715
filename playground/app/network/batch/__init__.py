"""What stands behind the noise of batches: the cloud of gradients, its law, and the floor."""
