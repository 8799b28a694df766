"""Tests: they mirror the package, and tests/conformance runs the cases of the behaviour contract."""
