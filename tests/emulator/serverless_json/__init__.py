"""Tests of serverless.json and its problems."""
