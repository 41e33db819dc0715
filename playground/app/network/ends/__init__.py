"""Where the runners end, and what lies between each two of their ends."""
