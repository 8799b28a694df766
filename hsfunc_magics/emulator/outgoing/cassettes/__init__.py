"""Cassettes: exchanges with the real network in a file that people read, and what plays them again."""
