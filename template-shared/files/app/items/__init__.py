"""Items: the example resource, each owned by one user."""
