"""Tests of the form for requests."""
