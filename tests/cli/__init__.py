"""Tests of the `hsfunc` command, mirroring the package."""
