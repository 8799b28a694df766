"""The chapter "Secrets": their values, where they are kept, and how they are masked."""
