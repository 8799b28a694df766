"""Bundling: npm packages in a cache, and a function with them in one file. Knows nothing of HubSpot's rules."""
