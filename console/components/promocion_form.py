"""The form of a promoción (manual §4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from console import texts
from console.formats import escape
from core.domain.catalogs import ProcedureType
from core.domain.promocion import LIMITS, REPRESENTING, Caracter, PromocionFields, TipoPromocion

EMPTY = PromocionFields("", "", "")


@dataclass(frozen=True, slots=True)
class FormContext:
    """What the form shows besides the fields.

    Attributes:
        usuario: fixed text, who files.
        procedure_types: those that can be chosen today.
        problems: field → code of what is wrong with it.
        fixed_procedimiento: it was set at creation and cannot change.
        key: prefix of the widgets' keys.
    """

    usuario: str
    procedure_types: Sequence[ProcedureType]
    problems: Mapping[str, str]
    fixed_procedimiento: bool
    key: str


def promocion_form(initial: PromocionFields, context: FormContext) -> PromocionFields:
    """Draw the form and return what it holds; the server checks it again."""
    st.text_input("Usuario", context.usuario, disabled=True, key=f"{context.key}_usuario")
    values = {
        "procedimiento": _procedimiento(initial, context),
        "tipo_promocion": _tipo_promocion(initial, context),
        "tipo_procedimiento": _tipo_procedimiento(initial, context),
    }
    chosen = _chosen(context, values["tipo_procedimiento"])
    required = chosen.required_fields if chosen else ()
    if values["tipo_promocion"] == TipoPromocion.COMPLEMENTARIA:
        values |= _numbers(initial, context, required)
    values |= _persons(initial, context, required)
    values["descripcion"] = st.text_area(
        texts.label("field", "descripcion") + _mark("descripcion", required),
        initial.descripcion,
        max_chars=LIMITS["descripcion"],
        key=f"{context.key}_descripcion",
        persist_state="session",
    )
    _problem("descripcion", context)
    return PromocionFields(**values)


def _procedimiento(initial: PromocionFields, context: FormContext) -> str:
    value = st.text_input(
        "Procedimiento *",
        initial.procedimiento,
        max_chars=LIMITS["procedimiento"],
        disabled=context.fixed_procedimiento,
        key=f"{context.key}_procedimiento",
        persist_state="session",
        help=None if context.fixed_procedimiento else "No se podrá cambiar después de guardar.",
    )
    _problem("procedimiento", context)
    return initial.procedimiento if context.fixed_procedimiento else value


def _tipo_promocion(initial: PromocionFields, context: FormContext) -> str:
    value = st.radio(
        "Tipo de promoción *",
        list(TipoPromocion),
        index=_index(list(TipoPromocion), initial.tipo_promocion),
        format_func=lambda code: texts.label("tipo_promocion", code),
        horizontal=True,
        key=f"{context.key}_tipo_promocion",
        persist_state="session",
        captions=["No se ha presentado nada antes", "Ya hay un expediente o un número de oficialía"],
    )
    _problem("tipo_promocion", context)
    return value or ""


def _tipo_procedimiento(initial: PromocionFields, context: FormContext) -> str:
    names = {t.code: t.name for t in context.procedure_types}
    value = st.selectbox(
        "Tipo de procedimiento *",
        list(names),
        index=_index(list(names), initial.tipo_procedimiento),
        format_func=lambda code: names[code],
        placeholder="Elija una opción",
        key=f"{context.key}_tipo_procedimiento",
        persist_state="session",
    )
    _problem("tipo_procedimiento", context)
    chosen = _chosen(context, value)
    if chosen and chosen.advice:
        st.warning(escape(chosen.advice), icon=":material/info:")
    return value or ""


def _chosen(context: FormContext, code: str | None) -> ProcedureType | None:
    return next((t for t in context.procedure_types if t.code == code), None)


def _mark(name: str, required: Collection[str]) -> str:
    return " *" if name in required else ""


def _numbers(initial: PromocionFields, context: FormContext, required: Collection[str]) -> dict[str, str]:
    values = {}
    for column, name in zip(st.columns(2), ("expediente", "oficialia_previa"), strict=True):
        with column:
            values[name] = _text(name, getattr(initial, name), context, required=name in required)
    if not {*values} & {*required}:
        st.caption("Escriba al menos uno de los dos números.")
    return values


def _persons(initial: PromocionFields, context: FormContext, required: Collection[str]) -> dict[str, str]:
    caracter = st.selectbox(
        texts.label("field", "caracter") + _mark("caracter", required),
        list(Caracter),
        index=_index(list(Caracter), initial.caracter),
        format_func=lambda code: texts.label("caracter", code),
        placeholder="Elija una opción",
        key=f"{context.key}_caracter",
        persist_state="session",
    )
    _problem("caracter", context)
    values = {"caracter": caracter or ""}
    if caracter:
        values["promovente"] = _text(
            "promovente", initial.promovente or context.usuario, context, required=True
        )
    if caracter in REPRESENTING or "agente_economico" in required:
        values["agente_economico"] = _text(
            "agente_economico", initial.agente_economico, context, required=True
        )
    return values


def _text(name: str, initial: str, context: FormContext, *, required: bool = False) -> str:
    value = st.text_input(
        texts.label("field", name) + (" *" if required else ""),
        initial,
        max_chars=LIMITS[name],
        key=f"{context.key}_{name}",
        persist_state="session",
    )
    _problem(name, context)
    return value


def _index(options: Sequence[str], value: str) -> int | None:
    return options.index(value) if value in options else None


def _problem(name: str, context: FormContext) -> None:
    if name in context.problems:
        st.markdown(f":red[:material/error: {texts.field_problem(context.problems[name])}]")
