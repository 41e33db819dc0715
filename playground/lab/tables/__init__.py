"""Tables of data, read from text and files."""
