"""What a person waits for in a notebook: the extension, a cell, a series of calls, in the kernel and in the page."""
