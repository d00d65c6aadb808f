# SPDX-License-Identifier: Apache-2.0
"""WeasyPrint, with the tags of PDF/UA in a time that grows with the pages alone.

WeasyPrint 57 looks at every element of the document for each page. A page needs those that it shows, and what they
stand in: that is what it gets here. Same arguments as the weasyprint program; other versions are left as they are."""
import sys

try:
    from weasyprint import VERSION
    from weasyprint import __main__ as program
    from weasyprint.document import Document
except ImportError:
    sys.exit("it is not installed")

EXPECTED = "57."


def parents_of(root):
    return {child: parent for parent in root.iter() for child in parent}


def elements_of(page):
    for box in page._page_box.descendants():
        if box.element is not None:
            yield box.element


def build_element_structure(self, structure, etree_element=None):
    """Called once a page, in the order of the pages."""
    if not hasattr(self, "_vigie_parents"):
        self._vigie_parents = parents_of(self._html.etree_element)
        self._vigie_pages = iter(self.pages)
    parents = self._vigie_parents
    for element in elements_of(next(self._vigie_pages)):
        while element is not None and element not in structure:
            parent = parents.get(element)
            structure[element] = {"parent": parent}
            element = parent


if __name__ == "__main__":
    if VERSION.startswith(EXPECTED):
        Document.build_element_structure = build_element_structure
    sys.exit(program.main())
