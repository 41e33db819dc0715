"""The surface document: its mode, its view and its panels, a room each."""
