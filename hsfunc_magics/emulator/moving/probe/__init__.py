"""A probe of the platform of projects: a project to upload, requests to send it, and what its answers settle."""
