"""Tests of many calls."""
