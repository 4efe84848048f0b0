"""The house stays as it was drawn: floors, texts, hosts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nplv_dash import ROOT

PAGES = sorted((ROOT / "pages").glob("*.py"))
UI = [*PAGES, *sorted((ROOT / "nplv_dash" / "ui").rglob("*.py"))]
#: Calls that show nothing of what they are given, or are given files and code.
SILENT = {"Page", "switch_page", "html", "fragment", "cache_data", "cache_resource", "App", "page_link", "container"}
#: What a caller may read: the first argument, and these.
SHOWN = {"label", "body", "help", "placeholder", "caption", "page_title", "title", "text"}
#: Namespaces and links in comments cause no request.
REQUESTS = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import|src\s*=\s*["'](?:https?:)?//|fetch\(\s*["']https?:""")


def test_imports_run_only_downwards() -> None:
    lint = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def shown_literals(file: Path) -> list[str]:
    """Words in the code of a file that a call of Streamlit would show."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="st"), attr=name)) if name not in SILENT:
                shown = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg in SHOWN)]
                found += [f"{file.name}:{node.lineno}" for argument in shown if _has_words(argument)]
    return found


def _has_words(argument: ast.expr) -> bool:
    parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(re.search(r"[A-Za-zÀ-ÿ]{2,}", re.sub(r":[a-z-]+(?:/\w+:|(?=\[))", "", text)) for text in texts)


@pytest.mark.parametrize("file", UI, ids=lambda file: file.name)
def test_texts_come_from_the_locale_files(file: Path) -> None:
    assert shown_literals(file) == []


def test_the_search_for_texts_finds_them(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text('st.title("Kaart")\nst.markdown(f"**{x}** huizen")\nst.button(t("a.b"), help="Klik")\n')
    assert shown_literals(page) == ["page.py:1", "page.py:2", "page.py:3"]
    page.write_text('st.title(t("kaart.title"))\nst.markdown(f":gray[{x}]")\nst.error(m, icon=":material/error:")\n')
    assert shown_literals(page) == []


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_a_page_begins_with_the_frame(file: Path) -> None:
    statements = ast.parse(file.read_text(encoding="utf-8")).body
    first = next(s for s in statements[1:] if not isinstance(s, (ast.Import, ast.ImportFrom)))
    assert f"ensure_frame('{file.stem}')" in ast.unparse(first)


def test_nothing_in_static_asks_another_host() -> None:
    files = [file for file in (ROOT / "static").rglob("*") if file.suffix in {".js", ".css", ".html", ".svg"}]
    asking = {
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in files
        for found in REQUESTS.finditer(file.read_text(encoding="utf-8"))
    }
    assert asking == set()
