"""Tests of developer projects: their files, their functions, their calls, their switches."""
