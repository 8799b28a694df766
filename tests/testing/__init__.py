"""The plugin of pytest, in runs of pytest within these."""
