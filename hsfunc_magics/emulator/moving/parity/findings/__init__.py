"""What the source and the manifests say of a move, without running anything."""
