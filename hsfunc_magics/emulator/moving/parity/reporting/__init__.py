"""What a comparison has found: the value, and how it is told."""
