"""Database tables, repositories, migrations and the document store."""
