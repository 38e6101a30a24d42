"""The demonstration that ``make run`` opens: accounts, e.firmas and filings, made by the real services."""
