"""Tests of `hsfunc project`."""
