"""What a filer's home lists: open promociones with what comes next, news, and the last receipts."""

from collections.abc import Sequence

import streamlit as st

from console import formats, links, texts
from console.components.anchors import anchors, download
from console.components.badges import status_badge
from console.filed_words import zone_words
from console.formats import escape
from core.domain.filer_home import News, NextStep, OpenFiling, RecentReceipt

_STEPS = {
    NextStep.ADD_DOCUMENTS: "documentos",
    NextStep.CHECK_AND_SIGN: "revisar",
    NextStep.SEND: "firmar",
}
"""In which step of the promoción what comes next is done; what the Oficialía does has none."""
_NEWS_ICONS = {
    "accept": ":green[:material/check_circle:]",
    "reject": ":red[:material/cancel:]",
    "reopen": ":blue[:material/lock_open:]",
    "refile": ":orange[:material/event:]",
}


def open_list(filings: Sequence[OpenFiling], zone: str) -> None:
    """Draw a card for each open promoción: title, what comes next and its date, folio and status."""
    for filing in filings:
        promocion = filing.promocion
        with st.container(border=True, key=f"promocion-{promocion.id}", gap="xsmall"):
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                _link(promocion.folio)
                status_badge(promocion.status)
            st.markdown(f"**{escape(promocion.fields.procedimiento)}**")
            _next(filing, zone)
            st.caption(escape(_about(filing, zone)))


def _link(folio: str) -> None:
    st.page_link(
        links.PROMOCION, label=folio, query_params={"folio": folio}, width="content"
    )  # markdown-safe: of our making


def _next(filing: OpenFiling, zone: str) -> None:
    """Draw what comes next: a link to where the filer does it, or what they wait for."""
    words = escape(texts.label("next_step", filing.step))
    day = escape(formats.day(filing.filed_on)) if filing.filed_on else ""
    clock = escape(zone_words(zone, filing.filed_on)) if filing.filed_on else ""
    if step := _STEPS.get(filing.step):
        params = {"folio": filing.promocion.folio, "paso": step}
        st.page_link(
            links.PROMOCION,
            label=f"**Lo que sigue:** {words}",  # markdown-safe: words are escaped above
            icon=":material/arrow_forward:",
            query_params=params,
        )
        if day:
            st.markdown(
                f"Si la envía ahora, se tendrá por presentada el **{day}** ({clock})."
            )  # markdown-safe: escaped
        return
    st.markdown(f":material/hourglass_top: {words}.")  # markdown-safe: escaped above
    if day:
        st.markdown(f"Se tiene por presentada el **{day}** ({clock}).")  # markdown-safe: escaped above


def _about(filing: OpenFiling, zone: str) -> str:
    promocion = filing.promocion
    when = promocion.sent_at or promocion.updated_at
    act = "enviada" if promocion.sent_at else "modificada"
    return f"{formats.documents(filing.documents)} · {act} {formats.short_instant(when, zone)}"


def news_list(news: Sequence[News], zone: str) -> None:
    """Draw what the Oficialía did, with the promoción's link."""
    for one in news:
        day = f": ahora, el {escape(formats.day(one.filed_on))}" if one.action == "refile" else ""
        with st.container(gap="xxsmall"):
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                st.markdown(  # markdown-safe: every part is escaped, or an icon of ours
                    f"{_NEWS_ICONS[one.action]} {escape(texts.label('news', one.action))}{day}",
                    width="content",
                )
                _link(one.folio)
            st.caption(f"{escape(one.procedimiento)} · {escape(formats.short_instant(one.at, zone))}")


def receipt_list(receipts: Sequence[RecentReceipt], zone: str) -> None:
    """Draw the last receipts, each a link that downloads it."""
    for receipt in receipts:
        name = f"{texts.label('kind', receipt.kind)} de {receipt.folio} (PDF)"
        with st.container(gap="xxsmall"):
            anchors([download(name, links.acuse(receipt.acuse_id), "quiet")], key=f"acuse_{receipt.acuse_id}")
            st.caption(
                f"{escape(formats.short_instant(receipt.issued_at, zone))} · {escape(receipt.procedimiento)}"
            )
