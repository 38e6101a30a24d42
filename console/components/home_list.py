"""What a filer's home lists: open promociones with what comes next, news, and the last receipts."""

from collections.abc import Sequence

import streamlit as st

from console import formats, links, texts
from console.components.anchors import anchors, download
from console.components.badges import status_badge
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
    """Draw a row for each open promoción: folio, title, what comes next and its date."""
    for filing in filings:
        promocion = filing.promocion
        with st.container(border=True, key=f"promocion-{promocion.id}"):
            what, state = st.columns([0.78, 0.22], vertical_alignment="center")
            with what:
                st.markdown(f"**{escape(promocion.fields.procedimiento)}**")
                st.markdown(_next(filing))  # markdown-safe: escaped there
                st.caption(escape(_about(filing, zone)))
            with state:
                status_badge(promocion.status)
                _link(promocion.folio, _STEPS.get(filing.step, ""))


def _link(folio: str, step: str) -> None:
    params = {"folio": folio, **({"paso": step} if step else {})}
    st.page_link(
        links.PROMOCION, label=folio, query_params=params
    )  # markdown-safe: letters, digits and dashes


def _next(filing: OpenFiling) -> str:
    words = escape(texts.label("next_step", filing.step))
    mine = filing.step in _STEPS
    day = escape(formats.day(filing.filed_on)) if filing.filed_on else ""
    said = f":material/arrow_forward: **{words}**" if mine else f":gray[:material/hourglass_top: {words}]"
    if filing.step is NextStep.SEND:
        return f"{said}: si la envía ahora, se tendrá por presentada el {day}"
    return f"{said} · se tiene por presentada el **{day}**" if day else said


def _about(filing: OpenFiling, zone: str) -> str:
    promocion = filing.promocion
    when = promocion.sent_at or promocion.updated_at
    act = "enviada" if promocion.sent_at else "modificada"
    return f"{formats.documents(filing.documents)} · {act} {formats.short_instant(when, zone)}"


def news_list(news: Sequence[News], zone: str) -> None:
    """Draw what the Oficialía did, a line each with the promoción's link."""
    for one in news:
        text, link = st.columns([0.78, 0.22], vertical_alignment="center")
        with text:
            day = f": ahora, el {escape(formats.day(one.filed_on))}" if one.action == "refile" else ""
            st.markdown(
                f"{_NEWS_ICONS[one.action]} {escape(texts.label('news', one.action))}{day}  \n"
                f":gray[:small[{escape(one.procedimiento)} · {escape(formats.short_instant(one.at, zone))}]]"
            )  # markdown-safe: every part is escaped, or an icon of ours
        with link:
            _link(one.folio, "")


def receipt_list(receipts: Sequence[RecentReceipt], zone: str) -> None:
    """Draw the last receipts, each a link that downloads it."""
    for receipt in receipts:
        kind = texts.label("kind", receipt.kind)
        anchors(
            [download(f"{kind} (PDF)", links.acuse(receipt.acuse_id), "quiet")],
            key=f"acuse_{receipt.acuse_id}",
        )
        st.caption(
            f"{escape(receipt.folio)} · {escape(formats.short_instant(receipt.issued_at, zone))}  \n"
            f"{escape(receipt.procedimiento)}"
        )
