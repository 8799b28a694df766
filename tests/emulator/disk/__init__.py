"""Tests of folders on disk."""
