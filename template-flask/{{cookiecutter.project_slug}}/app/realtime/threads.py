"""Threads: each connection has one of the server's as long as it lasts, and requests need some too."""

# So many connections has a process at most.
SOCKETS = 100
