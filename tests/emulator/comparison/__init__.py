"""Tests of executions that are compared."""
