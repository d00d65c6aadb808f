# SPDX-License-Identifier: Apache-2.0
"""WeasyPrint, with the tags of PDF/UA in a time that grows with the pages alone, and with pictures that say what they
show.

WeasyPrint 57 looks at every element of the document for each page. A page needs those that it shows, and what they
stand in: that is what it gets here. It has no tag for pictures and captions either. Same arguments as the weasyprint
program; other versions are left as they are."""
import gc
import sys

try:
    from weasyprint import VERSION
    from weasyprint import __main__ as program
    from weasyprint.document import Document
    from weasyprint.pdf.stream import Stream
except ImportError:
    sys.exit(69)  # EX_UNAVAILABLE: vigie says it in the user's language

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


MORE_TAGS = {"figure": "Figure", "figcaption": "Caption", "caption": "Caption", "pre": "P", "nav": "TOC"}
TITLE_AND_DESCRIPTION = ("title", "desc")
LONGEST_ALTERNATIVE = 2000


def alternative_of(figure):
    """What the picture says of itself, as a PDF string."""
    words = []
    for element in figure.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in TITLE_AND_DESCRIPTION:
            words.append(" ".join("".join(element.itertext()).split()))
    text = ". ".join(words)[:LONGEST_ALTERNATIVE]
    return "<feff" + text.encode("utf-16-be").hex() + ">"


def with_pictures(plain_tag, plain_begin):
    def tag_of(self, element_tag):
        return MORE_TAGS.get(element_tag) or plain_tag(self, element_tag)

    def begin(self, box, mcid=False, tag=None):
        plain_begin(self, box, mcid, tag)
        # The name of the structure element is written as it is: what follows it is the element's next entry.
        if mcid and self._mark and box.element_tag == "figure":
            self.marked[-1] = ("Figure /Alt " + alternative_of(box.element), box)

    return tag_of, begin


if __name__ == "__main__":
    gc.set_threshold(200_000, 20, 100)  # a document is millions of small objects that stay: looking for rubbish is a sixth of the time
    if VERSION.startswith(EXPECTED):
        Stream.get_marked_content_tag, Stream.begin_marked_content = with_pictures(
            Stream.get_marked_content_tag, Stream.begin_marked_content)
        Document.build_element_structure = build_element_structure
    sys.exit(program.main())
