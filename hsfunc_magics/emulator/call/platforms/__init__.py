"""The platforms on which functions run, one module each."""
