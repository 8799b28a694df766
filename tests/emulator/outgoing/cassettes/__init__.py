"""Cassettes, with exchanges as instances report them."""
