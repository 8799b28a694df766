"""What is told of an execution as plain values, whatever the face."""
