"""What the small HubSpot holds where no seed is given: enough for a lesson."""

from __future__ import annotations

from typing import Any

DEFAULT_SEED: dict[str, Any] = {
    "owners": [{"id": 7, "email": "olga@example.com", "firstName": "Olga", "lastName": "Owner"}],
    "contacts": [
        {
            "id": 101,
            "email": "ann@example.com",
            "firstname": "Ann",
            "lastname": "Lee",
            "phone": "+1 555 0101",
            "company": "Example Inc",
            "city": "Boston",
            "lifecyclestage": "customer",
            "hubspot_owner_id": "7",
        },
        {
            "id": 102,
            "email": "bob@example.com",
            "firstname": "Bob",
            "lastname": "Ray",
            "company": "Example Inc",
            "city": "Dublin",
            "lifecyclestage": "lead",
        },
        {
            "id": 103,
            "email": "eve@sample.org",
            "firstname": "Eve",
            "lastname": "Stone",
            "company": "Sample Org",
            "city": "Berlin",
            "lifecyclestage": "subscriber",
        },
    ],
    "companies": [
        {"id": 201, "name": "Example Inc", "domain": "example.com", "city": "Boston", "numberofemployees": "120"},
        {"id": 202, "name": "Sample Org", "domain": "sample.org", "city": "Berlin", "numberofemployees": "8"},
    ],
    "deals": [
        {
            "id": 301,
            "dealname": "A hundred chairs",
            "amount": "12000",
            "dealstage": "contractsent",
            "pipeline": "default",
            "closedate": "2026-03-31T00:00:00.000Z",
        },
        {
            "id": 302,
            "dealname": "A garden table",
            "amount": "480",
            "dealstage": "closedwon",
            "pipeline": "default",
            "closedate": "2026-01-15T00:00:00.000Z",
        },
    ],
    "associations": [
        {"from": "contacts/101", "to": "companies/201", "label": "Primary"},
        {"from": "contacts/102", "to": "companies/201"},
        {"from": "contacts/103", "to": "companies/202", "label": "Primary"},
        {"from": "deals/301", "to": "contacts/101"},
        {"from": "deals/301", "to": "companies/201", "label": "Primary"},
        {"from": "deals/302", "to": "contacts/103"},
    ],
    "hubdb": [
        {
            "id": 401,
            "name": "events",
            "label": "Events",
            "allowPublicApiAccess": True,
            "columns": [
                {"name": "title", "label": "Title", "type": "TEXT"},
                {"name": "seats", "label": "Seats", "type": "NUMBER"},
                {"name": "kind", "label": "Kind", "type": "SELECT", "options": ["talk", "workshop"]},
                {"name": "open", "label": "Open", "type": "BOOLEAN"},
            ],
            "rows": [
                {
                    "hs_path": "intro",
                    "hs_name": "Introduction",
                    "title": "Introduction",
                    "seats": 40,
                    "kind": "talk",
                    "open": 1,
                },
                {
                    "hs_path": "hubdb",
                    "hs_name": "HubDB",
                    "title": "HubDB by hand",
                    "seats": 12,
                    "kind": "workshop",
                    "open": 1,
                },
                {
                    "hs_path": "limits",
                    "hs_name": "Limits",
                    "title": "Meeting every limit",
                    "seats": 0,
                    "kind": "talk",
                    "open": 0,
                },
            ],
        }
    ],
}
