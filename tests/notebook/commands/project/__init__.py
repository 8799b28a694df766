"""Tests of `%hs project`."""
