"""Mocks: what answers a function's requests in place of the network, as a person has said."""
