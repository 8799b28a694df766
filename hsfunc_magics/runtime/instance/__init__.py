"""One instance: a Node process with the harness, spoken to in frames, one execution at a time."""
