"""One port for several processes: one accepts the connections, and hands each to one of the others."""
