"""What is copied is run: in the magic, a shell, Node and Python, against a server that tells what arrived."""
