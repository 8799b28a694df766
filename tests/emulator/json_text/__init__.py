"""Tests of JSON that is edited in place."""
