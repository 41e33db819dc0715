"""What a learner does with the engine: experiments, runs with a history, files. No Qt."""
