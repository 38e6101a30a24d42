"""Who may come in: accounts, their passwords and second factors, their sessions, and how they are made."""
