"""Node itself: found, fenced in, started, measured, cleaned up after."""
