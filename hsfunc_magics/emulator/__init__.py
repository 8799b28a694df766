"""What HubSpot does, as rules: pure Python, free of IPython, web frameworks and subprocesses."""
