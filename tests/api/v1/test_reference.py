import re

import pytest

from api.addresses.parameters import filters
from api.v1.routes import ROUTES
from tests.api.library import MAPPINGS


@pytest.fixture(scope="module")
def described(client):
    return client.get("/api/v1/openapi.json").json()


def operation(described, path):
    return described["paths"][path]["get"]


def test_every_route_is_described(described):
    assert set(described["paths"]) == {r.path for r in ROUTES}
    for path in described["paths"]:
        told = operation(described, path)
        assert told["summary"]
        assert "HTTPValidationError" not in str(told)


def test_an_operation_is_called_by_its_address(described):
    called = {
        path: told["get"]["operationId"] for path, told in described["paths"].items()
    }
    assert called["/api/v1/blueprints"] == "get_blueprints"
    assert called["/api/v1/artefacts/{id}/segments/{n}"] == (
        "get_artefacts_id_segments_n"
    )
    assert called["/healthz"] == "get_healthz"
    assert len(set(called.values())) == len(called)


def test_no_key_is_needed_but_where_that_is_said(described):
    assert described["security"] == []


def test_parameters_follow_from_the_schema(described):
    told = operation(described, "/api/v1/artefacts")["parameters"]
    by_name = {p["name"]: p for p in told}
    for field in filters(MAPPINGS.schema):
        parameter = by_name[field.name]
        assert parameter["schema"]["type"] == "array"
        assert field.description.rstrip(".") in parameter["description"]
    assert by_name["technology"]["example"]
    assert "proposed, in-production, in-review" in by_name["state"]["description"]
    years = re.compile(by_name["exclude_year"]["schema"]["items"]["pattern"])
    assert [y for y in ("2024", "_missing", "24", "2024-25") if years.search(y)] == [
        "2024",
        "_missing",
    ]
    assert by_name["page"]["schema"]["maximum"] == 100
    assert by_name["sort"]["schema"]["default"] == "relevance"


def test_problems_are_described_as_they_are(described, problem):
    told = problem("/api/v1/blueprints?page=x", 422)
    schemas = described["components"]["schemas"]
    assert set(told) == set(schemas["Problem"]["properties"])
    assert set(told["errors"][0]) == set(schemas["Fault"]["properties"])
    answers = operation(described, "/api/v1/artefacts/{id}/file")["responses"]
    for status in ("404", "410", "412", "416", "422", "503"):
        assert list(answers[status]["content"]) == ["application/problem+json"]
    assert {"206", "304"} < set(answers)


def test_words_of_a_fixed_list_are_described(described):
    """So that a client tells an artefact from a Blueprint, and knows all orders."""
    schemas = described["components"]["schemas"]
    for shape, field, words in (
        ("ArtefactHit", "kind", ["artefact"]),
        ("BlueprintHit", "kind", ["blueprint"]),
        ("Asked", "view", ["artefacts", "blueprints"]),
        ("Asked", "sort", ["relevance", "-published", "published", "title"]),
        ("Completion", "kind", ["title", "term", "word"]),
        ("EvidenceView", "band", ["high", "medium", "low"]),
    ):
        told = schemas[shape]["properties"][field]
        assert told.get("enum", [told.get("const")]) == words, (shape, field)


def test_a_file_is_described_as_bytes_of_any_type(described):
    answers = operation(described, "/api/v1/artefacts/{id}/file")["responses"]
    for status in ("200", "206"):
        [(media_type, told)] = answers[status]["content"].items()
        assert media_type == "*/*"
        assert told["schema"] == {"type": "string", "format": "binary"}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/blueprints?q=ward", "/blueprints"),
        ("/artefacts?q=ward", "/artefacts"),
        ("/artefacts?q=ward&explain=true", "/artefacts"),
        ("/blueprints/epr", "/blueprints/{id}"),
        ("/blueprints/epr/similar", "/blueprints/{id}/similar"),
        ("/artefacts/plan", "/artefacts/{id}"),
        ("/artefacts/plan/segments/0", "/artefacts/{id}/segments/{n}"),
        ("/facets/technology", "/facets/{field}"),
        ("/suggest?q=e", "/suggest"),
        ("/status", "/status"),
    ],
)
def test_answers_have_the_shape_described(described, get, address, path):
    answers = operation(described, f"/api/v1{path}")["responses"]
    schema = answers["200"]["content"]["application/json"]["schema"]
    assert fits(get(address), schema, described["components"]["schemas"])


def test_what_a_monitor_asks_is_described_and_not_kept(described, client):
    told = {"/healthz": {"status", "version"}, "/readyz": {"status", "generation"}}
    for address, fields in told.items():
        answers = operation(described, address)["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"]
        shape = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        assert set(shape["properties"]) == set(client.get(address).json()) == fields
        assert "304" not in answers


def fits(value, schema, schemas):
    """Whether a value has exactly the fields that a schema names, all the way down."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        return any(fits(value, s, schemas) for s in schema["anyOf"])
    if "const" in schema or "enum" in schema:
        return value in schema.get("enum", [schema.get("const")])
    match schema.get("type"):
        case "object" if "additionalProperties" in schema:
            inner = schema["additionalProperties"]
            return all(fits(v, inner, schemas) for v in value.values())
        case "object" if "properties" in schema:
            named = schema["properties"]
            return isinstance(value, dict) and (
                set(value) == set(named)
                and all(fits(value[n], s, schemas) for n, s in named.items())
            )
        case "array":
            items = schema.get("items")
            return isinstance(value, list) and (
                items is None or all(fits(v, items, schemas) for v in value)
            )
        case "null":
            return value is None
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int)
    return value is not None
