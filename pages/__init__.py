"""Thin scripts that Streamlit runs, in role folders."""
