"""Tests of one call, from the request to its execution."""
