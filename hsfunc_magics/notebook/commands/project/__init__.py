"""The commands of `%hs project`: developer projects, and moving to them."""
