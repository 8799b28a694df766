"""What the functions of a command reach of the world outside."""
