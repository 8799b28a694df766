"""Tests of comparing a folder of the design manager with a project."""
