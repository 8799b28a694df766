"""The cases of the behaviour contract, driven through the Python API."""
