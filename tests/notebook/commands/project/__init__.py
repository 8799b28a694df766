"""Tests of `%hs project`: developer projects in a notebook."""
