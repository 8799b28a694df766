"""Tests of what functions ask of the outside world."""
