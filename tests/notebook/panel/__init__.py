"""Tests of what the side panel is told."""
