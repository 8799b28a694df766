"""A developer project made of `.functions` folders: what is written, why so, and what is left for a person."""
