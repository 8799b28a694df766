"""Tests of the requests that both forms are asked."""
