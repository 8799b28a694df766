"""Tests of what is read from sources."""
