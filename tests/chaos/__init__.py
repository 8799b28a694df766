"""Hostile functions and any request: nothing that a function or a client does harms others."""
