"""`POST /collector/graphql`: checks and runs a query. graphql-core, which does it, is loaded with the first one."""

from __future__ import annotations

from typing import Any

from ..asked import Asked
from ..replies import Reply, invalid
from ..store import Store


def execute(store: Store, asked: Asked) -> Reply:
    """Runs a query. What is wrong in it is told in `errors`, with the place in its text, and 200."""
    given = asked.object()
    query, variables, operation = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise invalid("The request has no query.")
    if variables is not None and not isinstance(variables, dict):
        raise invalid("variables is an object.")
    from graphql import graphql_sync

    from .find import MOST_POINTS, Points
    from .schema import make_schema

    # Anew for each query: an account's properties and tables change.
    schema = make_schema(store)
    name = operation if isinstance(operation, str) and operation else None
    try:
        result = graphql_sync(
            schema, query, variable_values=variables, operation_name=name, context_value=Points(MOST_POINTS)
        )
    except RecursionError:
        raise invalid("The query is nested too deeply.") from None
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    return Reply(body=body)
