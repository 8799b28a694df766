"""What a function's source and its folder's package.json say, read without running them."""
