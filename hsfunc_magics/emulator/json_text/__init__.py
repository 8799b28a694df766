"""JSON as people write it: read, written back, edited in place, with positions."""
