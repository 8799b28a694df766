"""The emulator's rules, through its public doors."""
