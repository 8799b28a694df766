"""The format of hsmeta files, which say what each component of a project is, from 2025.2 on (contract §12)."""

from __future__ import annotations

from ....serverless_json.manifest import DEFAULT_METHOD
from ....serverless_json.shapes import END, Anything, Array, Key, Record, Rule, Text
from ...project import HSMETA
from .endpoint import METHOD, METHODS_TOLD, PATH, SECRETS

ENDING = HSMETA
APP, FUNCTION = "app", "app-function"
MOST_UID = 64
# Where HubSpot's parser looks for hsmeta files, below the source folder, and the types that lie there.
PLACES = {
    APP: "app",
    "theme": "theme",
    "cms-assets": "cms-assets",
    "api-client": "app/api-client",
    "app-event": "app/app-events",
    FUNCTION: "app/functions",
    "page": "app/pages",
    "pages": "app/pages",
    "app-object": "app/app-objects",
    "app-object-association": "app/app-object-associations",
    "calling": "app/calling",
    "card": "app/cards",
    "scim": "app/scim",
    "marketing-event": "app/marketing-events",
    "mcp-client": "app/mcp-client",
    "mcp-server": "app/mcp-server",
    "media-bridge": "app/media-bridge",
    "settings": "app/settings",
    "telemetry": "app/telemetry",
    "video-conferencing": "app/video-conferencing",
    "webhooks": "app/webhooks",
    "webhooks-journal": "app/webhooks-journal",
    "workflow-action": "app/workflow-actions",
    "crm-bulk-action": "app/actions",
}

_UID = Text(
    'Write "name".',
    (
        Rule(r"^[\s\S]", "is empty.", "Name the component."),
        Rule(
            rf"^[a-zA-Z0-9_\-.]+{END}",
            "{value} has other characters than letters, digits, periods, hyphens and underscores.",
            "Use those only.",
        ),
        Rule(rf"^[\s\S]{{0,{MOST_UID}}}{END}", f"{{value}} has more than {MOST_UID} characters.", "Shorten it."),
    ),
    "must be a string, not {kind}.",
)
_ENTRYPOINT = Text(
    f'Write "/{PLACES[FUNCTION]}/name.js".',
    (
        Rule(r"^[\s\S]", "must be the path of a file, not empty.", f'Write "/{PLACES[FUNCTION]}/name.js".'),
        Rule(r"^/", "{value} does not begin with a slash.", "Write the path from the source folder on."),
        Rule(rf"^[^\x00\\]*{END}", "{value} is no path.", "Write it with / between the folders."),
        Rule(
            rf"\.(?:js|cjs|mjs|jsx|ts|cts|mts|tsx){END}",
            "{value} is neither JavaScript nor TypeScript.",
            "Name a file that ends in .js, .cjs, .mjs or .ts.",
        ),
    ),
    "must be the path of a file, not {kind}.",
)
ENDPOINT = Record(
    (
        Key("path", PATH, "The path below /hs/serverless/.", missing="has no path.", mend='Add "path": "name".'),
        Key(
            "methods",
            Array(
                METHOD, "must be an array, not {kind}.", f"List one or more of {METHODS_TOLD}.", "the array is empty."
            ),
            "The HTTP methods that it answers.",
            missing="has no methods.",
            mend=f'Add "methods": ["{DEFAULT_METHOD}"].',
        ),
    ),
    mend='Write {"path": "name", "methods": ["GET"]}.',
    unknown="is no key of an endpoint, and HubSpot refuses it.",
    refuses=True,
    instead={"method": 'Write "methods", an array, in its place.'},
)
_OF_THE_DESIGN_MANAGER = "It is the design manager's; a project has none."
FUNCTION_CONFIG = Record(
    (
        Key(
            "entrypoint",
            _ENTRYPOINT,
            "The file, from the source folder on.",
            missing="has no entrypoint.",
            mend=f'Add "entrypoint": "/{PLACES[FUNCTION]}/name.js".',
        ),
        Key("endpoint", ENDPOINT, "Where it is called over HTTP; without one it is called by its uid alone."),
        Key("secretKeys", SECRETS, "Names of the secrets that it reads."),
    ),
    mend='Write {"entrypoint": "/app/functions/name.js"}.',
    unknown="is no known key of a function's config.",
    instead={
        "file": 'Write "entrypoint", with the path from the source folder on, in its place.',
        "secrets": 'Write "secretKeys" in its place.',
        "method": 'Methods stand in "endpoint", as "methods".',
        "methods": 'Methods stand in "endpoint".',
        "path": 'The path stands in "endpoint".',
        "environment": f"{_OF_THE_DESIGN_MANAGER} Set process.env in the code, or add secrets.",
        "runtime": f"{_OF_THE_DESIGN_MANAGER} platformVersion in hsproject.json says which Node runs.",
        "version": _OF_THE_DESIGN_MANAGER,
    },
)


def _component(config: Record | Anything, mend: str) -> Record:
    return Record(
        (
            Key("uid", _UID, "Its name in the project.", missing="is missing.", mend='Add "uid": "name".'),
            Key(
                "type",
                Text('Write "app-function".', wrong="must be a string, not {kind}."),
                "What it is.",
                missing="is missing.",
                mend=f'Add "type": "{FUNCTION}".',
            ),
            Key("config", config, "What its type needs.", missing="is missing.", mend=mend),
            Key("dependencies", Anything(), "Other components that it needs."),
            Key("permissions", Anything(), "What it may do, from 2026.09 on."),
        ),
        mend='Start with {"uid": "name", "type": "app-function", "config": {…}}.',
        unknown="is no key of an hsmeta file, and HubSpot's parser refuses it.",
        refuses=True,
    )


COMPONENT = _component(Anything(), 'Add "config": {…}.')
FUNCTION_COMPONENT = _component(FUNCTION_CONFIG, 'Add "config": {"entrypoint": "/app/functions/name.js"}.')
