"""Tests of the commands of `%hs`."""
