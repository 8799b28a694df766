"""What must not grow: with endpoints, accounts, log records, outputs, and the size of the kernel."""
