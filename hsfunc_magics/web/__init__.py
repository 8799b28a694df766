"""The account over HTTP: an ASGI application and the server that runs it, for command line and notebook alike."""
