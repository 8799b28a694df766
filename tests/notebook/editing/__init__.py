"""What helps while a cell is being written."""
