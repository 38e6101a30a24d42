"""Starlette routes: sign-in, uploads, downloads and the public pages."""
