"""The emulator's room for editing, without a screen."""
