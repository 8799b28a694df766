"""How looks what is about requests that functions send."""
