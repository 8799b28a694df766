"""The chapter "Limits" of the reference: each number once, the account's quota, and where it stands."""
