"""The chapter "Serverless.json": its format, its model, and every problem of one."""
