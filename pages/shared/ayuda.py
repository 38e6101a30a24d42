"""Ayuda: the articles of ``data/help``, written for this product."""

import streamlit as st

from console.guards import require
from console.office import office

require()
st.title("Ayuda")
articles = sorted((office().settings.data / "help").glob("*.md"))
for path in articles:
    title, _, body = path.read_text(encoding="utf-8").partition("\n")
    with st.expander(
        title.removeprefix("# ").strip()
    ):  # markdown-safe: articles are shipped with the product
        st.markdown(body)
