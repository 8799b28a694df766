"""Tests of the probe: its project, its function under every switch, and the reading of answers."""
