"""What the routes of signing hand to the filer's browser."""

import base64
import hashlib
import json
from pathlib import Path

from core.domain.manifest import FIELDS_PATH
from tests.browsing import Browser, serving
from tests.offices import opened
from tests.pki import people


def test_the_browser_gets_the_very_bytes_of_the_fields(tmp_path: Path, database_url: str) -> None:
    """Those that the manifest names, so that what the filer reads is what is signed."""
    with opened(tmp_path / "home", database_url) as house:
        promocion_id = house.draft(procedimiento="Denuncia «Ñ»")
        house.attach(promocion_id)
        with serving(house) as app:
            filer = Browser(app)
            filer.sign_in("ana")
            certificate = base64.b64encode(people.person().cer).decode()
            answer = filer.post(
                f"/api/promociones/{promocion_id}/firma/preparar", json={"certificate": certificate}
            )
    assert answer.status_code == 200, answer.text
    given = answer.json()
    fields = base64.b64decode(given["fields"], validate=True)
    assert f"{hashlib.sha256(fields).hexdigest()}  {FIELDS_PATH}" in given["manifest"].splitlines()
    assert json.loads(fields)["procedimiento"] == "Denuncia «Ñ»"
