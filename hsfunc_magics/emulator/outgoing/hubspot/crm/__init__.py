"""The CRM of the small HubSpot: objects, searches, batches, associations, properties, schemas."""
