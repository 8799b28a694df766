"""Node: found, kept in instances, spoken to. Knows nothing of HubSpot's rules: it runs a module's `main`."""
