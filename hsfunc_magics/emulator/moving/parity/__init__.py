"""Whether a function of the design manager and the one of a project that takes its place do the same."""
