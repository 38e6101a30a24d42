"""Cuentas: who has an account, how it stands, and what the administration can do to it."""

import streamlit as st

from console.account_acts import invite
from console.account_screens import ADDRESS, account_detail, account_list
from console.guards import require
from core.domain.people import Permission

actor = require(Permission.MANAGE_ACCOUNTS)
head, action = st.columns([0.7, 0.3], vertical_alignment="bottom")
head.title("Cuentas")
opened = st.query_params.get(ADDRESS, "")
if opened:
    account_detail(actor, opened)
else:
    with action, st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Invitar a una persona", type="primary", icon=":material/person_add:"):
            invite()
    account_list(actor)
