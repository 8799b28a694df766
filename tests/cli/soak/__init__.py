"""The soak: a server under good requests and faults for as long as one likes."""
