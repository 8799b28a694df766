"""The benchmarks through their door, `python -m benchmarks`: shapes and sentences, never a duration."""
