"""Two executions set side by side: what differs in status, headers, body and console."""
