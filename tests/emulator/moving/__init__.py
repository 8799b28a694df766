"""Tests of moving to developer projects."""
