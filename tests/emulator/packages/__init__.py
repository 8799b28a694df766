"""Tests of preloaded packages and bundles."""
