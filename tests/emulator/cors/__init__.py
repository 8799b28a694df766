"""Tests of the rules for browser pages, room by room."""
