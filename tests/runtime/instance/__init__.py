"""Tests of one instance and its harness."""
