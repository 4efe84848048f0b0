"""QR codes as SVG."""

from __future__ import annotations

import io

#: Pixels of a module, and modules of white around: four is what readers of codes ask for.
_SCALE, _BORDER = 5, 4


def qr(address: str) -> str:
    """An address as an SVG: dark on white in every theme, since many readers know no other."""
    import segno

    content = io.BytesIO()
    segno.make(address, error="m").save(
        content, kind="svg", scale=_SCALE, border=_BORDER, dark="#000", light="#fff", xmldecl=False
    )
    return content.getvalue().decode()
