"""Speed and memory of the emulator: ratios and pairs taken side by side in one run. `python -m benchmarks`."""
