"""Tables, messages and registers as plain text files."""

import csv
import io
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from console.demo.office_files import FOOTER, monthly_price

_MONTHS = 24
_FIRST_YEAR = 2024


def price_table(market: Mapping[str, Any]) -> bytes:
    """Return two years of prices as CSV, UTF-8, one line for each month and good."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["mes", "clave", "bien", "precio_pesos"])
    for month in range(_MONTHS):
        label = f"{_FIRST_YEAR + month // 12}-{month % 12 + 1:02d}"
        for good in market["bienes"]:
            price = monthly_price(good["precio"], month)
            writer.writerow([label, good["clave"], good["nombre"], f"{price:.2f}"])
    return out.getvalue().encode()


def register(market: Mapping[str, Any]) -> bytes:
    """Return the market's participants and goods as XML, UTF-8."""
    root = ET.Element("padron", demostracion="true", territorio=market["territorio"])
    root.append(ET.Comment(FOOTER))
    for entry in market["participaciones"]:
        share = str(entry["porcentaje"])
        ET.SubElement(root, "agente", participacion=share).text = entry["nombre"]
    for good in market["bienes"]:
        price = f"{good['precio']:.2f}"
        ET.SubElement(root, "bien", clave=good["clave"], precio=price).text = good["nombre"]
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
