"""Tests of comparisons and series."""
