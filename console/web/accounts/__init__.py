"""Pages of our own for accounts: passwords, links, second factors, requests for an account."""
