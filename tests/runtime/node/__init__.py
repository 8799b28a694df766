"""Tests of Node, its fence and what it leaves."""
