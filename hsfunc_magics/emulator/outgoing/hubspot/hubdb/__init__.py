"""The HubDB of the small HubSpot: tables with a draft and a live version, their rows."""
