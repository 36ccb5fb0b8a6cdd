"""The compose files and the page on operations: valid, and held to our own rules."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer.main
import yaml

from pipelines.cli import app
from settings import Settings

ROOT = Path(__file__).parent.parent
FILES = ("docker-compose.yml", "compose.prod.yaml")
COMPOSE = {name: yaml.safe_load((ROOT / name).read_text("utf-8")) for name in FILES}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
BASE, MORE = (COMPOSE[name] for name in FILES)
NEW = [name for name in MORE["services"] if name not in BASE["services"]]
# Services as they are described in full: the rest of the second file only adds.
WHOLE = {**BASE["services"], **{name: MORE["services"][name] for name in NEW}}


def declared(kind):
    return {name for one in COMPOSE.values() for name in one.get(kind, {})}


@pytest.mark.parametrize("name", FILES)
def test_the_specification_accepts_it(name):
    command = [sys.executable, "-m", "check_jsonschema"]
    command += ["--builtin-schema", "vendor.compose-spec", str(ROOT / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", WHOLE)
def test_a_service_is_confined(name):
    service = WHOLE[name]
    assert service["user"] != "0"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["restart"] == ("no" if name == "ingest" else "unless-stopped")
    assert name == "ingest" or service["healthcheck"]["test"]
    assert not service["image"].endswith(":latest")
    assert ":" in service["image"]
    for port in service.get("ports", ()):
        assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("name", WHOLE)
def test_what_a_service_names_is_declared(name):
    service = WHOLE[name]
    assert set(service.get("depends_on", ())) <= set(WHOLE)
    assert set(service["networks"]) <= declared("networks")
    named = {v.partition(":")[0] for v in service.get("volumes", ())}
    assert {v for v in named if v[0] not in "./$"} <= declared("volumes")


def test_only_the_web_service_is_on_the_network_in_front():
    assert [n for n, s in WHOLE.items() if "front" in s["networks"]] == ["web"]
    assert BASE["networks"]["back"]["internal"]


def test_variables_are_settings_and_hold_no_secret():
    for one in COMPOSE.values():
        for service in one["services"].values():
            for variable in service.get("environment", {}):
                if variable.startswith("BLUEPRINTS_"):
                    field = variable.removeprefix("BLUEPRINTS_").lower()
                    assert field in Settings.model_fields
                    assert "password" not in field
                    assert "key" not in field


def test_secrets_are_files_that_settings_read():
    for name, secret in MORE["secrets"].items():
        assert name.removeprefix("blueprints_") in Settings.model_fields
        assert secret["file"]


def test_the_image_of_ours_has_the_version_of_the_program():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert BASE["services"]["web"]["image"] == f"{project['name']}:{project['version']}"


def test_one_image_of_a_kind():
    images = {s["image"] for s in WHOLE.values()}
    assert len(images) == len({image.partition(":")[0] for image in images})


@pytest.mark.parametrize("name", ["web", "worker", "ingest"])
def test_a_service_of_ours_runs_a_command_that_there_is(name):
    (default,) = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    assert 'ENTRYPOINT ["blueprints"]' in DOCKERFILE
    assert "entrypoint" not in BASE["services"][name]
    arguments = BASE["services"][name].get("command") or json.loads(default)
    group = typer.main.get_group(app)
    with group.make_context("blueprints", list(arguments)) as context:
        verb, command, rest = group.resolve_command(context, list(arguments))
        command.make_context(verb, rest, parent=context)  # refuses what it cannot read
    assert verb == {"web": "serve"}.get(name, name)


def test_records_are_shared_by_all_and_the_ledger_by_no_worker():
    for name in ("web", "worker", "ingest"):
        service = BASE["services"][name]
        volumes = [v for v in service["volumes"] if not v.endswith(":/library:ro")]
        assert len(volumes) == len(service["volumes"]) - 1
        told = dict(service["environment"])
        shared = {f"records:{told.pop('BLUEPRINTS_RECORDS')}"}
        if name != "worker":
            shared.add(f"data:{told.pop('BLUEPRINTS_DATA')}")
            assert told.pop("BLUEPRINTS_OPENSEARCH_URL")
        assert set(volumes) == shared
        assert set(told) == {"BLUEPRINTS_BROKER_URL", "BLUEPRINTS_TIKA_ENDPOINT"}
    assert "worker" not in MORE["services"]  # it asks no index: no password for it


def test_what_is_ingested_is_read_by_the_worker():
    assert {"broker", "opensearch", "worker"} == set(
        BASE["services"]["ingest"]["depends_on"]
    )
    assert BASE["services"]["ingest"]["command"][-2:] == ["--workers", "celery"]
    readable = "${BLUEPRINTS_LIBRARY:-./demo-library}:/library:ro"
    assert readable in BASE["services"]["worker"]["volumes"]


def test_the_broker_keeps_what_it_is_given():
    command = " ".join(BASE["services"]["broker"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    most = int(command.partition("--maxmemory ")[2].partition("mb ")[0])
    assert BASE["services"]["broker"]["mem_limit"] == "1g"
    assert most <= 768  # a rewrite of its file needs some of the rest


def test_tika_gives_a_file_up_soon_after_a_worker_did():
    tika = BASE["services"]["tika"]
    (config,) = tika["configs"]
    assert tika["command"] == ["-c", config["target"]]
    parameters = ElementTree.fromstring(BASE["configs"][config["source"]]["content"])
    most = int(parameters.findtext("server/params/taskTimeoutMillis")) / 1000
    waited = Settings.model_fields["timeout_seconds"].default
    assert waited < most < waited + 10


def test_every_node_has_the_users_and_rights_of_ours_alone():
    nodes = [n for n in (*BASE["services"], *NEW) if n.startswith("opensearch")]
    assert len(nodes) == 3
    names = {"internal_users.yml", "roles.yml", "roles_mapping.yml"}
    for node in nodes:
        rights = MORE["services"][node]["configs"]
        assert {right["target"].rpartition("/")[2] for right in rights} == names
        assert {right["source"] for right in rights} == set(MORE["configs"])
    assert MORE["configs"]["users"]["file"].startswith("./secrets/")
    roles = yaml.safe_load(MORE["configs"]["roles"]["content"])
    (rights,) = roles["blueprints"]["index_permissions"]
    prefix = Settings.model_fields["opensearch_prefix"].default
    assert rights["index_patterns"] == [f"{prefix}-*"]


def test_the_page_on_operations_names_what_there_is():
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    variables = set(re.findall(r"BLUEPRINTS_([A-Z_]+)", text))
    of_compose = set(re.findall(r"\$\{BLUEPRINTS_([A-Z_]+)", str(BASE)))
    assert {v.lower() for v in variables - of_compose} <= set(Settings.model_fields)
    verbs = set(re.findall(r"`blueprints ([a-z]+)", text))
    assert {"ingest", "worker", "rebuild"} <= verbs
    assert verbs <= set(typer.main.get_group(app).commands)
