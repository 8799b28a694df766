"""The chapter "Function file": folders and their files, what is registered, what is deployed."""
