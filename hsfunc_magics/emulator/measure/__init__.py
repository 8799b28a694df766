"""Calls repeated and compared: latencies of a series, what differs between two executions."""
