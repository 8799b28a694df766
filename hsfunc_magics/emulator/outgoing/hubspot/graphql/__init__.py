"""The GraphQL of the small HubSpot: a schema of the account's objects and HubDB tables."""
