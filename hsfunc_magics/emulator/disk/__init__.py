"""`.functions` folders on disk: read, loaded, exported, watched."""
