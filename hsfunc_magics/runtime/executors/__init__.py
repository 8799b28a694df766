"""Programs run in other processes: by the workers of a `concurrent.futures.Executor`."""
