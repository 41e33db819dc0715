"""Keys, mouse, the tour and About."""
