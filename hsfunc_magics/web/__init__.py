"""The account over HTTP: an ASGI application and the server that runs it, for the command line and for a notebook."""
