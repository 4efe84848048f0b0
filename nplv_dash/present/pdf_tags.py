"""The structure of a PDF: what is a heading, a list, a table or a picture, and in which order it is read.

The library writes pages but no structure, so that is written here, in the words of ISO 32000 (14.7 and 14.8): content
on a page stands between marks with a number, and a tree of elements beside the pages names those numbers. What only
decorates is marked as an artifact, which a screen reader passes over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["Document", "H1", "H2", "P", "Figure", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Link"]


@dataclass(slots=True)
class _Element:
    """One element; its kids are elements, numbers of marked content on its page, and links."""

    role: Role
    page: int
    alt: str = ""
    kids: list[Any] = field(default_factory=list)


class Tags:
    """Builds the structure of one document while its pages are drawn on a canvas of reportlab."""

    def __init__(self, canvas: Any) -> None:
        """Begin with the first page."""
        self._canvas, self._document = canvas, canvas._doc  # noqa: SLF001  the library offers no other way
        self._root = _Element("Document", 0)
        self._open = [self._root]
        #: Per page, the element of every number of marked content; then those of the links.
        self._marked: list[list[_Element]] = [[]]
        self._links: list[tuple[Any, _Element]] = []

    def next_page(self) -> None:
        """What follows stands on the next page."""
        self._marked.append([])

    @contextmanager
    def group(self, role: Role) -> Iterator[None]:
        """An element that holds others, such as a list."""
        self._begin(role)
        yield
        self._open.pop()

    @contextmanager
    def content(self, role: Role, alt: str = "") -> Iterator[None]:
        """An element with what is drawn meanwhile.

        Args:
            alt: says what a picture shows.
        """
        self._begin(role, alt)
        self._mark()
        links = len(self._canvas._annotationrefs)  # noqa: SLF001  nor here
        yield
        self._end()
        for link in self._canvas._annotationrefs[links:]:  # noqa: SLF001  nor here
            self._links.append((link, self._open[-1]))
            self._open[-1].kids.append(link)
        self._open.pop()

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn meanwhile only decorates."""
        self._canvas.addLiteral("/Artifact BMC")
        yield
        self._end()

    def table(self, _table: Any, event: str, *place: Any) -> None:
        """What a table of reportlab tells while it is drawn: its head is the first row, and every row has one."""
        match event:
            case "startBG" | "startLines":
                self._canvas.addLiteral("/Artifact BMC")
            case "endBG" | "endLines":
                self._end()
            case "startRow":
                self._begin("TR")
            case "startCell":
                self._begin("TH" if 0 in place[:2] else "TD", "Column" if place[0] == 0 else "Row")
                self._mark()
            case "endCell":
                self._end()
                self._open.pop()
            case "endRow":
                self._open.pop()

    def write(self) -> None:
        """Put the structure into the document, when all pages are drawn."""
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        above, references = self._document.Reference(root), dict[int, Any]()
        root.dict["K"] = self._written(self._root, above, references)
        numbers: list[Any] = []
        for page, elements in enumerate(self._marked):
            sheet = self._document.Pages.pages[page]
            sheet.__NoDefault__ = [*sheet.__NoDefault__, "StructParents", "Tabs"]
            sheet.StructParents, sheet.Tabs = page, PDFName("S")
            numbers += [page, PDFArray([references[id(element)] for element in elements])]
        for key, (link, element) in enumerate(self._links, len(self._marked)):
            self._document.idToObject[link.name].dict["StructParent"] = key
            numbers += [key, references[id(element)]]
        root.dict["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
        self._document.Catalog.StructTreeRoot = root
        self._document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _written(self, element: _Element, above: Any, references: dict[int, Any]) -> Any:
        """The reference to an element, which is written with all that is in it."""
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString

        page = PDFObjectReference(f"Page{element.page + 1}")
        made = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(element.role), "P": above, "Pg": page})
        if element.role == "TH":
            scope = {"O": PDFName("Table"), "Scope": PDFName(element.alt)}
            made.dict["A"] = PDFDictionary(scope)
        elif element.role == "Figure":
            made.dict["Alt"] = PDFString(element.alt)
        references[id(element)] = own = self._document.Reference(made)
        kids: list[Any] = []
        for kid in element.kids:
            if isinstance(kid, _Element):
                kids.append(self._written(kid, own, references))
            elif isinstance(kid, int):
                kids.append(kid)
            else:
                kids.append(PDFDictionary({"Type": PDFName("OBJR"), "Obj": kid, "Pg": page}))
        made.dict["K"] = PDFArray(kids)
        return own

    def _begin(self, role: Role, alt: str = "") -> None:
        element = _Element(role, len(self._marked) - 1, alt)
        self._open[-1].kids.append(element)
        self._open.append(element)

    def _mark(self) -> None:
        element, elements = self._open[-1], self._marked[-1]
        element.kids.append(len(elements))
        self._canvas.addLiteral(f"/{element.role} <</MCID {len(elements)}>> BDC")
        elements.append(element)

    def _end(self) -> None:
        self._canvas.addLiteral("EMC")
