"""Tests of rewriting sendResponse into what main returns."""
