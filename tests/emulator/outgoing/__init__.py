"""Tests of what answers a function in place of the outside world."""
