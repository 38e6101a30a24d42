"""Ayuda: the articles of ``data/help``, written for this product (manual §2)."""

import streamlit as st

from console.guards import require
from console.help_screen import help_page

actor = require()
help_page(actor, st.query_params.get("articulo", ""))
