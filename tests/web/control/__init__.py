"""Tests of the control pages."""
