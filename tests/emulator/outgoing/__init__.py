"""What functions ask of the outside world, and what answers in its place."""
