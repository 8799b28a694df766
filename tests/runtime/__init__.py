"""The runtime through the public methods of its pool and instances, with the real Node."""
