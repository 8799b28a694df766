"""Tests of requests copied as commands and code."""
