"""Mocks: what the function asks of HubSpot is answered by the test. Nothing goes out."""

CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"


def test_contacts_are_counted(hsfunc):
    hsfunc.mock("GET", CONTACTS, json={"results": [{"id": "1"}, {"id": "2"}]})
    assert hsfunc.call("contacts").response.json() == {"total": 2}
    [asked] = hsfunc.outgoing
    assert (asked.request.method, asked.by) == ("GET", "mock")


def test_a_refusal_of_hubspots_is_passed_on(hsfunc):
    hsfunc.mock("GET", CONTACTS, status=401, json={"category": "INVALID_AUTHENTICATION"})
    execution = hsfunc.call("contacts")
    assert execution.response.status_code == 502
    assert execution.response.json() == {"message": "HubSpot says 401."}
