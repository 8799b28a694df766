"""The chapter "Context object": one call from the request to its execution, with context, response, failures."""
