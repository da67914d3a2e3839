"""The page itself, and what a browser lets it do. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TVSI: the API</title>
<link rel="icon" href="{files}/favicon-32x32.png">
<link rel="stylesheet" href="{files}/swagger-ui.css">
<script src="{files}/swagger-ui-bundle.js" defer></script>
<script src="{files}/start.js" defer></script>
</head>
<body>
<main id="swagger-ui" data-description="{path}/openapi.json"></main>
<noscript>This page needs JavaScript. <a href="{path}/openapi.json">The description</a> itself does not.</noscript>
</body>
</html>
"""


def make_page(base_url: str, edition: str) -> bytes:
    """Write the page. Its links have no host: it is read wherever it was asked for."""
    path = escape(urlsplit(base_url).path.rstrip("/"))
    return PAGE.format(path=path, files=f"{path}/docs/{edition}").encode()


def make_policy(base_url: str) -> str:
    """Say what a browser may load for the page: its files, and answers of the API as it is called here or outside.

    Swagger UI draws some of its icons as ``data:`` images; its styles and scripts come from files alone.
    """
    parts = urlsplit(base_url)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self' {parts.scheme}://{parts.netloc}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
