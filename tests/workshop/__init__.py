"""The kit for workshops: what a measurement makes, and the check cells of its example."""
