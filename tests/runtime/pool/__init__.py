"""Tests of instances kept for many callers."""
