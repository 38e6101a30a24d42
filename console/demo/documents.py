"""The documents of the demonstration: each model made once, except the writ, which tells its own case."""

import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from console.demo.accounts import DemoAccount
from console.demo.office_files import word_document, workbook
from console.demo.papers import paper, picture
from console.demo.plain_files import price_table, register
from console.demo.scans import illegible_scan, scan
from console.demo.story import DemoFiling
from core.domain.promocion import Caracter, PromocionFields

_FORGOTTEN_PASSWORD = "solo-la-sabe-quien-lo-hizo"  # noqa: S105 - of a paper meant to stay shut


@dataclass(frozen=True, slots=True)
class Case:
    """What a document may tell of its promoción."""

    filing: DemoFiling
    account: DemoAccount
    fields: PromocionFields
    on: date


class DocumentMaker:
    """Makes documents by the name of their model, as ``data/demo/promociones.toml`` calls them.

    Args:
        folder: ``data/demo``.
    """

    def __init__(self, folder: Path) -> None:
        self._papers = folder / "papers"
        self._texts: dict[str, Any] = tomllib.loads((folder / "documents.toml").read_text(encoding="utf-8"))
        self._made: dict[tuple[str, str, str], bytes] = {}
        self._models: Mapping[str, Callable[[Case], bytes]] = {
            "escrito": self._writ,
            "poder": self._power_of_attorney,
            "contrato": self._contract,
            "informe": self._study,
            "credencial": lambda case: scan(
                self._credential(self.signatory(case.account), case.account.curp)
            ),
            "credencial_perito": lambda _: scan(self._credential(**self._texts["perito"])),
            "plano": lambda _: picture(self._papers, "plano", self._texts["plano"]),
            "recibo_ilegible": lambda _: illegible_scan(picture(self._papers, "recibo", {})),
            "cifras": lambda case: workbook(self._market(case), self._texts["hojas"]),
            "precios": lambda case: price_table(self._market(case)),
            "padron": lambda case: register(self._market(case)),
            "correo": lambda _: str(self._texts["correo"]["texto"]).lstrip().encode(),
            "relacion": lambda _: self._account_of_events(),
            "resumen": lambda _: self._summary(),
            "protegido": lambda case: with_password(self._study(case), _FORGOTTEN_PASSWORD),
            "con_programa": lambda case: with_script(self._study(case)),
            "vacio": lambda _: b"",
        }

    @property
    def models(self) -> frozenset[str]:
        """The names of the models."""
        return frozenset(self._models)

    def make(self, model: str, case: Case) -> bytes:
        """Return the bytes of a document.

        Raises:
            KeyError: there is no such model, or it needs a text that is not there.
        """
        own = case.filing.key if model == "escrito" else ""
        key = (model, case.account.username + case.filing.agente, own or case.filing.mercado)
        if key not in self._made:
            self._made[key] = self._models[model](case)
        return self._made[key]

    def signatory(self, account: DemoAccount) -> str:
        """Return the natural person who acts for an account."""
        return str(self._texts["representante"]) if account.representative_rfc else account.name

    def _market(self, case: Case) -> Mapping[str, Any]:
        market: Mapping[str, Any] = self._texts["mercados"][case.filing.mercado]
        return market

    def _date(self, on: date) -> str:
        return f"{on.day} de {self._texts['meses'][on.month - 1]} de {on.year}"

    def _writ(self, case: Case) -> bytes:
        value, words = case.fields, self._texts["escrito"]
        annexes = [name for name, model in case.filing.documents if model != "escrito"]
        return paper(
            self._papers,
            "escrito",
            {
                "titulo": value.procedimiento,
                "tipo": case.account.rfc,
                "promovente": value.promovente,
                "agente": value.agente_economico,
                "procedimiento": value.procedimiento,
                "expediente": value.expediente,
                "previa": value.oficialia_previa,
                "proemio": self._opening(case),
                "entrada": self._texts["entrada"][value.tipo_promocion],
                "hechos": case.filing.hechos,
                "consideraciones": [[c["titulo"], c["texto"]] for c in self._texts["consideraciones"]],
                "pruebas": words["pruebas"] if annexes else words["sin_anexos"],
                "anexos": [{"nombre": name, "forma": self._form(name)} for name in annexes],
                "confidencial": words["confidencial"],
                "peticiones": words["peticiones"],
                "lugar": self._texts["lugar"],
                "fecha": self._date(case.on),
                "firmante": value.promovente,
                "caracter": f"Por {value.agente_economico}"
                if value.agente_economico
                else "Por propio derecho",
            },
        )

    def _opening(self, case: Case) -> str:
        value = case.fields
        sentence: str = self._texts["proemio"][value.caracter or Caracter.PROPIO_DERECHO]
        return sentence.format(
            promovente=value.promovente, agente=value.agente_economico, email=case.account.email
        )

    def _form(self, name: str) -> str:
        form: str = self._texts["formas"][PurePosixPath(name).suffix.lstrip(".")]
        return form

    def _power_of_attorney(self, case: Case) -> bytes:
        giver = case.fields.agente_economico or case.account.name
        return paper(
            self._papers,
            "poder",
            {
                "escritura": "45,812",
                "fecha": "los once días del mes de febrero del año dos mil veinticuatro",
                "otorgante": giver,
                "apoderado": self.signatory(case.account),
            },
        )

    def _contract(self, case: Case) -> bytes:
        market = self._market(case)
        goods = [{**good, "precio": f"${good['precio']:,.2f}"} for good in market["bienes"]]
        values = {
            "numero": "CD-2024-018",
            "proveedor": market["proveedor"],
            "distribuidor": case.fields.agente_economico or case.account.name,
            "bienes": goods,
            "territorio": market["territorio"],
        }
        return paper(self._papers, "contrato", values)

    def _study(self, case: Case) -> bytes:
        market = self._market(case)
        shares = [
            {**entry, "ventas": [f"{sold:,}" for sold in entry["ventas"]]}
            for entry in market["participaciones"]
        ]
        after = sum(entry["porcentaje"] ** 2 for entry in market["participaciones"])
        values = {
            "mercado": market["nombre"],
            "cliente": case.fields.agente_economico or case.account.name,
            "participaciones": shares,
            "ihh": {"antes": f"{after - 214:,}", "despues": f"{after:,}"},
            "conclusiones": self._texts["estudio"]["conclusiones"],
        }
        return paper(self._papers, "informe", values)

    def _credential(self, name: str, curp: str) -> bytes:
        words = name.title().split()
        scrawl = f"{words[0][0]}. {words[-2]}"
        return picture(self._papers, "credencial", {"nombre": name, "curp": curp, "rubrica": scrawl})

    def _account_of_events(self) -> bytes:
        words = self._texts["relacion"]
        return word_document(
            words["titulo"], [words["introduccion"]], words["encabezados"], words["filas"], words["cierre"]
        )

    def _summary(self) -> bytes:
        words = self._texts["resumen"]
        return word_document(words["titulo"], words["parrafos"])


def with_password(pdf: bytes, password: str) -> bytes:
    """Return a PDF that opens with a password only: filings with such files get rejected (manual §6)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(password, algorithm="AES-256")
    return _written(writer)


def with_script(pdf: bytes) -> bytes:
    """Return a PDF with a harmless script inside, which the inspection is to notice."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('demostracion');")}
    action = DictionaryObject({NameObject(key): value for key, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = action
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
