"""`/contentsearch/v2/search`, which the function that HubSpot's command line writes calls: there are no pages."""

from __future__ import annotations

from .asked import Asked
from .replies import Reply
from .store import Store


def search_content(_: Store, asked: Asked) -> Reply:
    """No results, as the small HubSpot has no pages."""
    limit = asked.number("limit", 10, most=100)
    found = {"searchTerm": asked.one("term"), "type": None, "page": 0, "total": 0}
    return Reply(body={"offset": 0, "limit": limit, "results": [], **found})
