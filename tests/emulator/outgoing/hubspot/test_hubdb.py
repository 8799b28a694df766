"""HubDB: what is edited and what pages see, rows one by one and in batches, filters and sorts, the older API."""

from __future__ import annotations

import pytest

from .asking import Asker

TABLES = "/cms/v3/hubdb/tables"
ROWS = f"{TABLES}/events/rows"


@pytest.fixture
def ask() -> Asker:
    return Asker()


def titles(ask: Asker, query: str = "", place: str = ROWS) -> list[str]:
    got = ask("GET", f"{place}?{query}")
    assert got.status == 200, got
    return [row["path"] for row in got.body["results"]]


def test_a_row_is_seen_once_the_draft_is_published(ask: Asker) -> None:
    made = ask("POST", ROWS, {"path": "new", "values": {"title": "New", "seats": "7", "kind": "talk"}})
    assert made.status == 201 and made.body["values"]["seats"] == 7 and made.body["publishedAt"] is None
    assert titles(ask) == ["intro", "hubdb", "limits"]
    assert titles(ask, place=f"{ROWS}/draft")[-1] == "new"
    row = f"{ROWS}/{made.body['id']}"
    assert ask("GET", row).status == 404
    for path in ("draft/publish", "draft/push-live"):
        assert ask("POST", f"{TABLES}/events/{path}", {}).body["published"] is True
    assert ask("GET", row).body["values"]["kind"] == {
        "id": "1", "name": "talk", "label": "talk", "type": "option", "order": 0,
    }  # fmt: skip
    assert ask("PATCH", f"{row}/draft", {"values": {"seats": 8}}).body["values"]["title"] == "New"
    assert ask("PUT", f"{row}/draft", {"values": {"seats": 9}}).body["values"] == {"seats": 9}
    assert ask("GET", row).body["values"]["seats"] == 7
    assert ask("POST", f"{TABLES}/events/draft/reset").status == 200
    assert ask("DELETE", f"{row}/draft").status == 204
    assert "new" in titles(ask) and "new" not in titles(ask, place=f"{ROWS}/draft")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("seats=40", ["intro"]),
        ("seats__gt=0", ["intro", "hubdb"]),
        ("seats__lte=12", ["hubdb", "limits"]),
        ("seats__in=0,40", ["intro", "limits"]),
        ("kind__eq=talk&open=true", ["intro"]),
        ("kind__ne=talk", ["hubdb"]),
        ("title__contains=HubDB", ["hubdb"]),
        ("title__icontains=hubdb", ["hubdb"]),
        ("title__startswith=meet", ["limits"]),
        ("title__like=%25hand", ["hubdb"]),
        ("title__not_like=%25hand", ["intro", "limits"]),
        ("title__is_null=", []),
        ("hs_path__eq=intro", ["intro"]),
        ("sort=-seats", ["intro", "hubdb", "limits"]),
        ("sort=kind&sort=seats", ["limits", "intro", "hubdb"]),
        ("sort=length(title)", ["intro", "hubdb", "limits"]),
        ("sort=seats&limit=1&offset=1", ["hubdb"]),
    ],
)
def test_rows_are_filtered_and_sorted_by_the_query(ask: Asker, query: str, found: list[str]) -> None:
    assert titles(ask, query) == found


def test_pages_of_rows_have_an_address(ask: Asker) -> None:
    first = ask("GET", f"{ROWS}?limit=2&properties=title").body
    assert first["total"] == 3 and list(first["results"][0]["values"]) == ["title"]
    following = first["paging"]["next"]["link"].removeprefix("https://api.hubapi.com")
    assert [row["path"] for row in ask("GET", following).body["results"]] == ["limits"]


def test_a_public_table_is_read_with_the_accounts_number_alone(ask: Asker) -> None:
    assert ask("GET", f"{ROWS}?portalId=123456", token="").status == 200
    assert ask("GET", ROWS, token="").status == 401
    assert ask("POST", f"{ROWS}?portalId=123456", {"values": {}}, token="").status == 401
    ask("PATCH", f"{TABLES}/events/draft", {"allowPublicApiAccess": False})
    ask("POST", f"{TABLES}/events/draft/publish")
    assert ask("GET", f"{ROWS}?portalId=123456", token="").status == 401


def test_what_a_column_does_not_take_is_refused_with_the_nearest(ask: Asker) -> None:
    wrong = ask("POST", ROWS, {"values": {"titel": "x"}})
    assert wrong.status == 400 and "Did you mean title?" in wrong.rule
    for values in ({"seats": "many"}, {"kind": "party"}, {"open": "perhaps"}):
        assert ask("POST", ROWS, {"values": values}).status == 400
    for query in ("titel=x", "title__near=x", "sort=titel"):
        assert ask("GET", f"{ROWS}?{query}").status == 400
    unknown = ask("GET", f"{TABLES}/event/rows")
    assert unknown.status == 404 and "Did you mean events?" in unknown.rule


def test_batches_of_rows_tell_what_failed(ask: Asker) -> None:
    base = f"{ROWS}/draft/batch"
    made = ask("POST", f"{base}/create", {"inputs": [{"values": {"title": "A"}}, {"values": {"titel": "B"}}]})
    assert made.status == 207 and len(made.body["results"]) == 1 and made.body["numErrors"] == 1
    row = made.body["results"][0]["id"]
    assert ask("POST", f"{base}/update", {"inputs": [{"id": row, "values": {"seats": 3}}]}).status == 200
    copy = ask("POST", f"{base}/clone", {"inputs": [{"id": row}]}).body["results"][0]
    assert copy["values"] == {"title": "A", "seats": 3} and copy["id"] != row
    assert [one["id"] for one in ask("POST", f"{base}/read", {"inputs": [row]}).body["results"]] == [row]
    assert ask("POST", f"{base}/purge", {"inputs": [row, copy["id"]]}).status == 204
    assert len(titles(ask, place=f"{ROWS}/draft")) == 3


def test_tables_are_made_cloned_unpublished_and_deleted(ask: Asker) -> None:
    columns = [{"name": "amount", "label": "Amount", "type": "NUMBER"}]
    made = ask("POST", TABLES, {"name": "donations", "label": "Donations", "columns": columns})
    assert made.status == 201 and made.body["columns"][0]["id"] == "1" and made.body["published"] is False
    assert ask("GET", f"{TABLES}/donations").status == 404
    assert [one["name"] for one in ask("GET", f"{TABLES}/draft").body["results"]] == ["events", "donations"]
    assert ask("POST", TABLES, {"name": "donations", "label": "Donations"}).status == 409
    clone = ask("POST", f"{TABLES}/events/draft/clone", {"newName": "copies", "newLabel": "C", "copyRows": True}).body
    assert clone["rowCount"] == 3
    assert ask("POST", f"{TABLES}/events/unpublish").body["published"] is False
    assert ask("GET", ROWS).status == 404
    assert ask("DELETE", f"{TABLES}/{made.body['id']}").status == 204


def test_the_older_api_goes_by_the_ids_of_columns(ask: Asker) -> None:
    base = "/hubdb/api/v2/tables/401"
    rows = ask("GET", f"{base}/rows?portalId=123456&orderBy=-seats", token="").body
    assert rows["objects"][0]["values"]["1"] == "Introduction" and rows["total"] == 3
    made = ask("POST", f"{base}/rows", {"values": {"1": "Old", "2": 5}}).body
    assert made["values"] == {"1": "Old", "2": 5}
    ask("PUT", f"{base}/rows/{made['id']}", {"values": {"2": 6}})
    assert ask("PUT", f"{base}/publish").body["id"] == 401
    assert ask("GET", f"{base}/rows/{made['id']}").body["values"]["2"] == 6
