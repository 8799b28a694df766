"""Bundling: npm packages into a cache, and a function with them into one file; knows nothing of HubSpot's rules."""
