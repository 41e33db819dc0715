"""What is said, logged and saved when something goes wrong."""
