"""Small parts that panels are made of, one a file."""
