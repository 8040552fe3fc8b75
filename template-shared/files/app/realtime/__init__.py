"""Messages between the people who are connected: rooms, who is in them, and what was said last."""
