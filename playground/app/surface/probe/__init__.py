"""The probe: slopes, directions and the linear approximation at a point."""
