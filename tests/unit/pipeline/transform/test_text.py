"""Text out of HTML."""

from __future__ import annotations

import pytest

from pipeline.transform import strip_html, strip_line


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (None, None),
        ("", None),
        ("  \n ", None),
        ("<p></p><p> </p>", None),
        ("plain", "plain"),
        ("<p>One <b>bold</b> word</p>", "One bold word"),
        ("<p>One</p><p>Two<br/>Three<br>Four</p>", "One\nTwo\nThree\nFour"),
        ("<ul><li>one<li>two</ul>after", "one\ntwo\nafter"),
        ("<h2>Title</h2>text<div>more</div>", "Title\ntext\nmore"),
        ("in<span>side</span>", "inside"),
        ("Tom &amp; Jerry &#8211; caf&eacute;&nbsp;noir", "Tom & Jerry \u2013 caf\u00e9 noir"),
        ("R&D at AT&T, 3 < 4", "R&D at AT&T, 3 < 4"),
        ("&lt;b&gt; is shown", "<b> is shown"),
        ("before<script>alert('<p>')</script>after", "beforeafter"),
        ("<style>p { color: red }</style>seen", "seen"),
        ("seen<script>never closed", "seen"),
        ("seen<!-- a comment --> too", "seen too"),
        ('<a href="https://example.org" onclick="x()">link</a>', "link"),
        ("a line\nbroken   by\t\tspaces", "a line broken by spaces"),
        ("</p></script>text", "text"),
        ("日本語<br />ñ", "日本語\nñ"),
    ],
)
def test_html_becomes_the_text_that_a_reader_sees(markup: str | None, text: str | None) -> None:
    assert strip_html(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Law &amp; Order", "Law & Order"),
        ("Two<br>lines", "Two lines"),
        ("<i></i>", ""),
        ("Cafe\u0301", "Caf\u00e9"),
        (" padded ", "padded"),
    ],
)
def test_a_name_is_one_line(markup: str, text: str) -> None:
    assert strip_line(markup) == text
