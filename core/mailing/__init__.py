"""Mail: what a message looks like, and the door to the mail server."""
