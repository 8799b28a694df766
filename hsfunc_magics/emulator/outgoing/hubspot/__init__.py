"""A small HubSpot in memory, for functions to talk to (contract §13): CRM, HubDB, forms and GraphQL."""
