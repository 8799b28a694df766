"""Forms: what is submitted, kept and listed; a submission with an email makes or updates a contact."""

from __future__ import annotations

import re
from typing import Any

from .asked import Asked
from .crm.properties import moment, valid_values
from .replies import NO_CONTENT, Refused, Reply, not_found
from .store import Form, Store, Submission, text_of

MOST_FIELDS = 1000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_THANKS = "Thanks for submitting the form."


def submit(store: Store, asked: Asked, portal: str, form: str) -> Reply:
    """`/submissions/v3/integration/submit/…`, and `secure/submit`."""
    given = asked.json()
    found = _form(store, portal, form)
    if not isinstance(given, dict):
        raise _refused([("INVALID_INPUT", "The request body is no object")])
    fields, problems = _fields(given.get("fields"))
    if not problems and given.get("skipValidation") is not True:
        problems = _problems(fields, found)
    if problems:
        raise _refused(problems)
    context = given.get("context")
    page = str(context.get("pageUri", "")) if isinstance(context, dict) else ""
    _keep(store, Submission(portal, form, tuple(fields), page, store.now()))
    if found is not None and found.redirect:
        return Reply(body={"redirectUri": found.redirect})
    return Reply(body={"inlineMessage": found.message if found is not None and found.message else _THANKS})


def submit_v2(store: Store, asked: Asked, portal: str, form: str) -> Reply:
    """`/uploads/form/v2/…`: the fields of a form, 204."""
    _form(store, portal, form)
    pairs = tuple((name, value) for name, value in asked.form() if name != "hs_context")
    _keep(store, Submission(portal, form, pairs, "", store.now()))
    return NO_CONTENT


def list_submissions(store: Store, asked: Asked, form: str) -> Reply:
    found = [one for one in store.submissions if one.form.lower() == form.lower()]
    results = [
        {
            "submittedAt": int(moment(one.at) or 0),
            "values": [{"name": name, "value": value, "objectTypeId": "0-1"} for name, value in one.values],
            "pageUrl": one.page,
        }
        for one in reversed(found)
    ]
    limit = asked.number("limit", 20, most=50)
    after = asked.one("after", "0")
    start = int(after) if after.isascii() and after.isdigit() else 0
    body: dict[str, Any] = {"results": results[start : start + limit]}
    if start + limit < len(results):
        body["paging"] = {"next": {"after": str(start + limit)}}
    return Reply(body=body)


def _form(store: Store, portal: str, form: str) -> Form | None:
    """The form that a seed describes; None where it has none of that id, which then takes every field."""
    if not portal.isdigit() or not _GUID.fullmatch(form):
        told = "The address ends in an account's number and the form's id: 32 hexadecimal digits with dashes."
        raise Refused(404, "", "Unable to find form definition: the portal id or form guid is not valid", told=told)
    if store.forms and form.lower() not in store.forms:
        told = f"The seed has the forms {', '.join(store.forms)}."
        raise not_found(f"Form {form} does not exist", told=told)
    return store.forms.get(form.lower())


def _fields(given: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    if not isinstance(given, list) or not given:
        return [], [("INPUT_REQUIRED", "Required field 'fields' is missing")]
    if len(given) > MOST_FIELDS:
        return [], [("MAX_NUMBER_OF_SUBMITTED_VALUES_EXCEEDED", f"More than {MOST_FIELDS} fields were submitted")]
    fields: list[tuple[str, str]] = []
    for at, one in enumerate(given):
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str) or not name:
            return [], [("INVALID_INPUT", f"Error in 'fields[{at}]'. Required field 'name' is missing")]
        fields.append((name, text_of(one.get("value"))))
    return fields, []


def _problems(fields: list[tuple[str, str]], form: Form | None) -> list[tuple[str, str]]:
    values = dict(fields)
    problems = []
    email = values.get("email", "")
    if email and not _EMAIL.fullmatch(email):
        problems.append(("INVALID_EMAIL", f"Error in 'fields.email'. Invalid email address '{email}'"))
    if form is None:
        return problems
    for name, required in form.fields:
        if required and not values.get(name):
            problems.append(("REQUIRED_FIELD", f"Error in 'fields.{name}'. Required field '{name}' is missing"))
    known = {name for name, _ in form.fields}
    for name in values:
        if known and name not in known:
            message = f"Error in 'fields.{name}'. Field '{name}' does not exist in form '{form.guid}'"
            problems.append(("FIELD_NOT_IN_FORM_DEFINITION", message))
    return problems


def _refused(problems: list[tuple[str, str]]) -> Refused:
    errors = [{"message": message, "errorType": kind} for kind, message in problems]
    return Refused(400, "", "The request is not valid", {"errors": errors})


def _keep(store: Store, submission: Submission) -> None:
    store.submissions.append(submission)
    kind = store.type_named("contacts")
    values = {name: value for name, value in submission.values if name in kind.properties and value}
    email = values.get("email", "")
    if not _EMAIL.fullmatch(email):
        return
    try:
        values = valid_values(store, kind, values)
    except Refused:
        values = {"email": email}
    found = store.find(kind, email, "email")
    if found is None:
        store.create(kind, values)
    else:
        store.update(kind, found, values)
