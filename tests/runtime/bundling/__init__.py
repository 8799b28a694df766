"""Tests of runtime/bundling."""
