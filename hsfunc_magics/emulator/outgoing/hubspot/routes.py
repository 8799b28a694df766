"""Every path that the small HubSpot answers: which method of it is done by what, and with which scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ...text import closest
from . import forms
from .asked import FORM_HOSTS, Asked
from .content_search import search_content
from .crm import associations, batch, legacy, objects, pipelines, properties, schemas, search
from .graphql.execute import execute as graphql
from .hubdb import legacy as hubdb_v2
from .hubdb import rows, tables
from .replies import Refused, Reply
from .store import Store

Handler = Callable[..., Reply]

_OBJECTS = "/crm/v3/objects/{kind}"
_ONE = f"{_OBJECTS}/{{record_id}}"
_V3 = "/crm/v3/associations/{kind}/{other}"
_V4 = "/crm/v4/associations/{kind}/{other}"
_V4_ONE = "/crm/v4/objects/{kind}/{record_id}/associations"
_TABLES = "/cms/v3/hubdb/tables"
_TABLE = f"{_TABLES}/{{table}}"
_OLD_CONTACT = "/contacts/v1/contact"
_OLD_TABLE = "/hubdb/api/v2/tables/{table}"
_SUBMIT = "/submissions/v3/integration"

_NAMES = {
    "kind": "objectType",
    "record_id": "objectId",
    "other": "toObjectType",
    "other_id": "toObjectId",
    "table": "tableIdOrName",
    "row": "rowId",
    "portal": "portalId",
    "form": "formGuid",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A method of a path: `{name}` in it goes to the handler. `open_` is answered without a token."""

    method: str
    pattern: str
    handler: Handler
    scope: str = ""
    open_: bool = False
    on_forms: bool = False

    @property
    def told(self) -> str:
        """Method and path with HubSpot's own names for what stands in it."""
        path = self.pattern
        for name, hubspots in _NAMES.items():
            path = path.replace(f"{{{name}}}", f"{{{hubspots}}}")
        return f"{self.method} {path}"

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in self.pattern.split("/") if part)

    def values(self, path: tuple[str, ...]) -> dict[str, str] | None:
        """What stands in the path where the pattern has names; None where it does not match."""
        parts = self.parts
        if len(parts) != len(path):
            return None
        values: dict[str, str] = {}
        for part, given in zip(parts, path, strict=True):
            if part.startswith("{"):
                values[part[1:-1]] = given
            elif part != given:
                return None
        return values

    @property
    def fixed(self) -> int:
        """How many of its parts are no names: the path with the most of them is meant."""
        return sum(not part.startswith("{") for part in self.parts)


def _routes(scope: str, *entries: tuple[str, str, Handler]) -> Iterable[Route]:
    return (Route(method, pattern, handler, scope) for method, pattern, handler in entries)


ROUTES: tuple[Route, ...] = (
    *_routes(
        "crm.read",
        ("GET", _OBJECTS, objects.list_objects),
        ("GET", _ONE, objects.read_object),
        ("POST", f"{_OBJECTS}/search", search.search),
        ("POST", f"{_OBJECTS}/batch/read", batch.batch_read),
        ("GET", f"{_ONE}/associations/{{other}}", associations.list_v3),
        ("GET", f"{_V4_ONE}/{{other}}", associations.list_v4),
        ("POST", f"{_V3}/batch/read", associations.batch_read_v3),
        ("POST", f"{_V4}/batch/read", associations.batch_read_v4),
        ("GET", f"{_V3}/types", associations.list_types_v3),
        ("GET", f"{_V4}/labels", associations.list_labels),
        ("GET", "/crm/v3/pipelines/{kind}", pipelines.list_pipelines),
        ("GET", "/crm/v3/pipelines/{kind}/{pipeline}", pipelines.read_pipeline),
        ("GET", "/crm/v3/pipelines/{kind}/{pipeline}/stages", pipelines.list_stages),
    ),
    *_routes(
        "crm.write",
        ("POST", _OBJECTS, objects.create_object),
        ("PATCH", _ONE, objects.update_object),
        ("DELETE", _ONE, objects.archive_object),
        ("POST", f"{_OBJECTS}/merge", objects.merge_objects),
        ("POST", f"{_OBJECTS}/batch/create", batch.batch_create),
        ("POST", f"{_OBJECTS}/batch/update", batch.batch_update),
        ("POST", f"{_OBJECTS}/batch/upsert", batch.batch_upsert),
        ("POST", f"{_OBJECTS}/batch/archive", batch.batch_archive),
        ("PUT", f"{_ONE}/associations/{{other}}/{{other_id}}/{{name}}", associations.put_v3),
        ("DELETE", f"{_ONE}/associations/{{other}}/{{other_id}}/{{name}}", associations.delete_v3),
        ("PUT", f"{_V4_ONE}/{{other}}/{{other_id}}", associations.put_v4),
        ("DELETE", f"{_V4_ONE}/{{other}}/{{other_id}}", associations.delete_v4),
        ("PUT", f"{_V4_ONE}/default/{{other}}/{{other_id}}", associations.put_default),
        ("POST", f"{_V3}/batch/create", associations.batch_create_v3),
        ("POST", f"{_V3}/batch/archive", associations.batch_archive),
        ("POST", f"{_V4}/batch/create", associations.batch_create_v4),
        ("POST", f"{_V4}/batch/archive", associations.batch_archive),
        ("POST", f"{_V4}/batch/associate/default", associations.batch_default),
        ("POST", f"{_V4}/labels", associations.create_label),
    ),
    *_routes(
        "schemas.read",
        *(
            entry
            for base in ("/crm/v3/schemas", "/crm-object-schemas/v3/schemas")
            for entry in (("GET", base, schemas.list_schemas), ("GET", f"{base}/{{kind}}", schemas.read_schema))
        ),
        ("GET", "/crm/v3/properties/{kind}", properties.list_properties),
        ("GET", "/crm/v3/properties/{kind}/{name}", properties.read_property),
        ("POST", "/crm/v3/properties/{kind}/batch/read", properties.batch_read_properties),
    ),
    *_routes(
        "schemas.write",
        *(
            entry
            for base in ("/crm/v3/schemas", "/crm-object-schemas/v3/schemas")
            for entry in (
                ("POST", base, schemas.create_schema),
                ("PATCH", f"{base}/{{kind}}", schemas.update_schema),
                ("DELETE", f"{base}/{{kind}}", schemas.archive_schema),
            )
        ),
        ("POST", "/crm/v3/properties/{kind}", properties.create_property),
        ("PATCH", "/crm/v3/properties/{kind}/{name}", properties.update_property),
        ("DELETE", "/crm/v3/properties/{kind}/{name}", properties.archive_property),
    ),
    *_routes(
        "crm.objects.owners.read",
        ("GET", "/crm/v3/owners", pipelines.list_owners),
        ("GET", "/crm/v3/owners/{owner}", pipelines.read_owner),
    ),
    *_routes(
        "crm.objects.contacts.read",
        ("GET", f"{_OLD_CONTACT}/email/{{email}}/profile", legacy.by_email),
        ("GET", f"{_OLD_CONTACT}/vid/{{vid}}/profile", legacy.by_vid),
        ("GET", "/contacts/v1/search/query", legacy.search_contacts),
        ("GET", "/contacts/v1/lists/all/contacts/all", legacy.all_contacts),
    ),
    *_routes(
        "crm.objects.contacts.write",
        ("POST", _OLD_CONTACT, legacy.create_contact),
        ("POST", f"{_OLD_CONTACT}/vid/{{vid}}/profile", legacy.update_by_vid),
        ("POST", f"{_OLD_CONTACT}/email/{{email}}/profile", legacy.update_by_email),
        ("POST", f"{_OLD_CONTACT}/createOrUpdate/email/{{email}}", legacy.create_or_update),
        ("DELETE", f"{_OLD_CONTACT}/vid/{{vid}}", legacy.delete_contact),
    ),
    *_routes(
        "hubdb",
        ("GET", _TABLES, tables.list_tables),
        ("POST", _TABLES, tables.create_table),
        ("GET", f"{_TABLES}/draft", tables.list_drafts),
        ("GET", _TABLE, tables.read_table),
        ("DELETE", _TABLE, tables.delete_table),
        ("GET", f"{_TABLE}/draft", tables.read_draft),
        ("PATCH", f"{_TABLE}/draft", tables.change_draft),
        ("POST", f"{_TABLE}/draft/publish", tables.publish),
        # Its name until 2021, which public functions still have.
        ("POST", f"{_TABLE}/draft/push-live", tables.publish),
        ("POST", f"{_TABLE}/draft/reset", tables.reset_draft),
        ("POST", f"{_TABLE}/draft/clone", tables.clone_table),
        ("POST", f"{_TABLE}/unpublish", tables.unpublish),
        ("GET", f"{_TABLE}/rows", rows.list_rows),
        ("POST", f"{_TABLE}/rows", rows.create_row),
        ("GET", f"{_TABLE}/rows/draft", rows.list_draft_rows),
        ("GET", f"{_TABLE}/rows/{{row}}", rows.read_row),
        ("GET", f"{_TABLE}/rows/{{row}}/draft", rows.read_draft_row),
        ("PATCH", f"{_TABLE}/rows/{{row}}/draft", rows.update_row),
        ("PUT", f"{_TABLE}/rows/{{row}}/draft", rows.replace_row),
        ("DELETE", f"{_TABLE}/rows/{{row}}/draft", rows.delete_row),
        ("POST", f"{_TABLE}/rows/{{row}}/draft/clone", rows.clone_row),
        ("POST", f"{_TABLE}/rows/batch/read", rows.batch_read_live),
        ("POST", f"{_TABLE}/rows/draft/batch/create", rows.batch_create),
        ("POST", f"{_TABLE}/rows/draft/batch/read", rows.batch_read_draft),
        ("POST", f"{_TABLE}/rows/draft/batch/update", rows.batch_update),
        ("POST", f"{_TABLE}/rows/draft/batch/replace", rows.batch_replace),
        ("POST", f"{_TABLE}/rows/draft/batch/clone", rows.batch_clone),
        ("POST", f"{_TABLE}/rows/draft/batch/purge", rows.batch_purge),
        ("GET", "/hubdb/api/v2/tables", hubdb_v2.list_tables),
        ("GET", _OLD_TABLE, hubdb_v2.read_table),
        ("PUT", f"{_OLD_TABLE}/publish", hubdb_v2.publish),
        ("GET", f"{_OLD_TABLE}/rows", hubdb_v2.list_rows),
        ("POST", f"{_OLD_TABLE}/rows", hubdb_v2.create_row),
        ("GET", f"{_OLD_TABLE}/rows/{{row}}", hubdb_v2.read_row),
        ("PUT", f"{_OLD_TABLE}/rows/{{row}}", hubdb_v2.update_row),
        ("DELETE", f"{_OLD_TABLE}/rows/{{row}}", hubdb_v2.delete_row),
    ),
    *_routes("collector.graphql_query.execute", ("POST", "/collector/graphql", graphql)),
    *_routes("forms", ("GET", "/form-integrations/v1/submissions/forms/{form}", forms.list_submissions)),
    Route("GET", "/contentsearch/v2/search", search_content, open_=True),
    Route("POST", f"{_SUBMIT}/submit/{{portal}}/{{form}}", forms.submit, open_=True, on_forms=True),
    Route("POST", f"{_SUBMIT}/secure/submit/{{portal}}/{{form}}", forms.submit, "forms", on_forms=True),
    Route("POST", "/uploads/form/v2/{portal}/{form}", forms.submit_v2, open_=True, on_forms=True),
)


def find(asked: Asked) -> tuple[Route, dict[str, str]]:
    """What answers a request, and the values in its path. Raises `Refused`: 404 or 405."""
    on_forms = asked.host in FORM_HOSTS
    found = [
        (route, values)
        for route in ROUTES
        if route.on_forms == on_forms and (values := route.values(asked.path)) is not None
    ]
    by_method = [entry for entry in found if entry[0].method == asked.method]
    if by_method:
        return max(by_method, key=lambda entry: entry[0].fixed)
    if found:
        most = max(route.fixed for route, _ in found)
        methods = sorted({route.method for route, _ in found if route.fixed == most})
        told = f"This path takes {', '.join(methods)}."
        raise Refused(405, "", "HTTP 405 Method Not Allowed", told=told)
    raise Refused(404, "OBJECT_NOT_FOUND", "resource not found", told=_nearest(asked))


def _nearest(asked: Asked) -> str:
    """That a path is none of these, and the one that looks most like it."""
    path = "/" + "/".join(asked.path)
    patterns = {route.told: route.pattern for route in ROUTES}
    near = closest(path, set(patterns.values()), cutoff=0.5)
    told = f"{asked.method} {path} is not part of the small HubSpot."
    if not near:
        return f"{told} A mock can answer it, or HubSpot's OpenAPI file (--openapi FILE)."
    meant = [name for name, pattern in patterns.items() if pattern == near[0]]
    best = sorted(meant, key=lambda name: not name.startswith(f"{asked.method} "))
    return f"{told} The nearest that is: {best[0]}."


def scope_needed(route: Route, store: Store, values: dict[str, Any]) -> str:
    """The scope that a request needs, by HubSpot's names."""
    group, _, way = route.scope.partition(".")
    if group not in ("crm", "schemas") or way not in ("read", "write"):
        return route.scope
    kind = store.find_type(str(values.get("kind", "")))
    name = "custom" if kind is None or kind.own else kind.name
    return f"crm.{'schemas' if group == 'schemas' else 'objects'}.{name}.{way}"
