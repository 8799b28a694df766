"""Tests of what is found in a site that calls functions."""
