"""The drawn network, whose numbers can be edited."""
