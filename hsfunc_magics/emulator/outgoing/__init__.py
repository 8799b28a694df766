"""The world outside of HubSpot's functions: pretended, recorded, refused, or as it is."""
