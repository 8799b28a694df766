"""The console without its widgets."""
