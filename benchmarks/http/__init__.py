"""`http`: a load generator in front of our server and of HubSpot's own local runtime, on the same functions."""
