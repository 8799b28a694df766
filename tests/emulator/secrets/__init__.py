"""Tests of secrets: where they are kept, how they are masked."""
