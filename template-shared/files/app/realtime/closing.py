"""The codes that a connection is closed with (RFC 6455)."""

POLICY = 1008
TOO_BIG = 1009
RESTARTS = 1012
TRY_LATER = 1013
