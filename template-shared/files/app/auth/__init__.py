"""Who may come in: passwords, sign-in sessions and their rules."""
