"""Tests of the move to developer projects."""
