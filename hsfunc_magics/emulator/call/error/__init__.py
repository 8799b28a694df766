"""Why an execution failed, as every face tells it."""
