"""Text without HTML. TVMaze's summaries hold paragraphs, line breaks and emphasis; anything else may turn up."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

# Browsers break the line around these (HTML Standard, 15.3), so words on both sides must not grow together.
_BLOCK = re.compile(
    "address|article|aside|blockquote|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    "h[1-6]|header|hr|legend|li|main|nav|ol|p|pre|section|summary|table|td|th|tr|ul"
)
_UNSEEN = ("script", "style")


def strip_html(markup: str | None) -> str | None:
    """Give the text of a piece of HTML, a line per block, entities decoded; ``None`` where nothing is left."""
    if markup is None:
        return None
    reader = _TextReader()
    reader.feed(markup)
    reader.close()
    # A letter and its accent may come as two characters; searches and the index have them as one.
    text = unicodedata.normalize("NFC", reader.text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line) or None


def strip_line(markup: str) -> str:
    """Give the text of a piece of HTML on one line; ``""`` where nothing is left."""
    return " ".join((strip_html(markup) or "").split())


class _TextReader(HTMLParser):
    """Gathers what a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unseen = 0

    @property
    def text(self) -> str:
        """What was gathered, with a line break for each edge of a block."""
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base calls it
        """Break the line at a block; go blind in a script."""
        self._unseen += tag in _UNSEEN
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the same
        """Break the line at ``<br/>``."""
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """Break the line at a block; see again after a script."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Keep text; line breaks within it are mere spaces."""
        if not self._unseen:
            self._parts.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if _BLOCK.fullmatch(tag):
            self._parts.append("\n")
