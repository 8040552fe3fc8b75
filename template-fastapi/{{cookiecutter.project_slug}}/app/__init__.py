"""The application: domain packages, and features built on them."""
