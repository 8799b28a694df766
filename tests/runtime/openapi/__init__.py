"""Tests of Prism, which answers OpenAPI files."""
