"""Maps, figures and scenarios for the twenty areas of the Nationaal Programma Leefbaarheid en Veiligheid (NPLV)."""

from pathlib import Path

__version__ = "0.1.0"

#: The project folder: `app.py`, `pages/`, `data/` and `static/` stand here.
ROOT = Path(__file__).resolve().parent.parent
