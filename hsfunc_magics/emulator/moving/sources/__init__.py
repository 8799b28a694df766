"""What the source of an old function says of its moving, read without running it."""
