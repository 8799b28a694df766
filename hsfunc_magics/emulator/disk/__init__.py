"""`.functions` folders on disk: read, written, watched."""
