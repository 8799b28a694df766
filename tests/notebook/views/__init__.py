"""Tests of what is displayed."""
