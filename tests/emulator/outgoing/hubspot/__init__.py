"""Tests of the small HubSpot, one family of its paths a file."""
