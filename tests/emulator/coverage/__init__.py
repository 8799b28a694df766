"""Coverage: counts, lines, lcov."""
