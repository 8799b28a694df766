"""One call, from the request to its execution: context, pipeline, response, failures."""
