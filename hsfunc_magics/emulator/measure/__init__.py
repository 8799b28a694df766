"""Calls set side by side: repeated, compared."""
