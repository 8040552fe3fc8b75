"""Threads: each connection has one of the server's as long as it lasts, and requests need some too."""

# So many connections has a process at most. The threads that are left answer requests as well: while few are
# connected, more at once than the database's pool has connections for, and some may be told that we are busy.
SOCKETS = 100
