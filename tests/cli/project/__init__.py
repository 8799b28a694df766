"""Tests of `hsfunc project`, as a process."""
