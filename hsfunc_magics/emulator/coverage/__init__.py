"""What of a function's source has run: V8's counts, line by line."""
