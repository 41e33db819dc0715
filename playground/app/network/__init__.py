"""The network document: its mode, its selection and its panels, a room each."""
