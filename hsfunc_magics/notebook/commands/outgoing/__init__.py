"""The commands for what functions ask of the outside world."""
