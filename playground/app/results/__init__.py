"""The table of results: what came of every runner, with the winner on top."""
