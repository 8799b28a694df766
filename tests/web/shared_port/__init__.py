"""One port, several processes."""
