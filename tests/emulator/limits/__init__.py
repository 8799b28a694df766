"""Tests of limits and quota."""
