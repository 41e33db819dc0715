"""The output map: what the network answers over its inputs."""
