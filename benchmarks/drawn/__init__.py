"""A run that has been kept, as the tables of README.md and as a picture."""
