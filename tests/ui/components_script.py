"""One component on a page: ``parte`` says which, ``id`` whose filing."""

from typing import cast

import streamlit as st

from console.components.efirma import efirma
from console.components.upload import DocumentRow, upload
from console.components.viewer import ViewerDocument, viewer
from tests.ui.components_app import HOSTILE, MAX_BYTES, TOKEN, VIEWS, filing, to_sign

part, name = st.query_params["parte"], st.query_params["id"]
st.session_state["runs"] = runs = st.session_state.get("runs", 0) + 1
st.button("Otra corrida")
st.text_input("Otro campo")
if part == "upload":
    rows = [cast(DocumentRow, row) for row in filing(name).documents.values()]
    outcome = upload(name, TOKEN, rows, MAX_BYTES, [".pdf", ".txt"], key="upload").changed
elif part == "viewer":
    documents: list[ViewerDocument] = [
        {
            "id": identifier,
            "name": f"Documento {identifier}",
            "media_label": "PDF",
            "size_text": "1 KB",
            "sha256": "ab12" * 16,
            "matches": identifier != "6",
            "pages": {"1": 3, "5": 1}.get(identifier),
            "kind": str(VIEWS[identifier]["kind"]),
            "classification": "Confidencial" if identifier == "4" else "Pública",
            "summary": HOSTILE if identifier == "4" else "",
        }
        for identifier in VIEWS
    ]
    wanted = "4" if st.button("Ver el cuarto") else None
    viewer(documents, wanted, TOKEN, key="viewer", seen={"5": [1]})
    outcome = None
else:
    signs = to_sign(name, st.session_state.get("signed_rows", 2))
    outcome = efirma(name, TOKEN, "EKU9003173C9", "NOMBRE", signs, key="efirma").signed
    if st.button("Cambiar documentos"):
        st.session_state["signed_rows"] = 3
        st.rerun()
st.text(f"corrida {runs}: {outcome}")
