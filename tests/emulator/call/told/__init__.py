"""What is told of an execution."""
