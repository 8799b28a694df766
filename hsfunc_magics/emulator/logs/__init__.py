"""The chapter "Logs": a record of every execution, kept, found again, listed as HubSpot's command line does."""
