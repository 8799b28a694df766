"""Tests of the server and the control pages, mirroring the package."""
