"""Tests of developer projects: what is read, judged and made ready to run."""
