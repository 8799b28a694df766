"""A small HubSpot in memory, for functions to talk to (contract §14): CRM, HubDB, forms and GraphQL."""
