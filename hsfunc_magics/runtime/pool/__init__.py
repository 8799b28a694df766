"""Instances kept warm for many callers, waiting threads and event loops alike."""
