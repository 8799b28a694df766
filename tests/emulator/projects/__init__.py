"""Tests of developer projects: their files, their functions, their switches."""
