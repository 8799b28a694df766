"""Tests of the draft of a folder, which the editor shows."""
