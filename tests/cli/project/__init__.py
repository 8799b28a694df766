"""Tests of `hsfunc project`: each of its subcommands as a process."""
