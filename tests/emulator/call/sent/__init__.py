"""Tests of what sendResponse is given."""
