"""Instances kept warm for many callers, in threads and in event loops alike."""
