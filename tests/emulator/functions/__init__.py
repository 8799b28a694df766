"""Tests of folders, their files, and the registry."""
