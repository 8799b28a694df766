"""The chapter "Logs": a record of every execution, kept, found again and told."""
