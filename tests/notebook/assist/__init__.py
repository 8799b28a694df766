"""Tests of help while typing."""
