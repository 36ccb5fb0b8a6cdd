"""Every page of the documentation names commands, options and pages that there are."""

import re
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from pipelines.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
COMMAND = re.compile(r"(?:^|`|\$ |bin/|&& |^ +)blueprints +([^`\n#&>]+)", re.M)

ROOMS = "api|benchmarks|demo|docs|indexer|mappings|pipelines|tests"
FILES = re.compile(rf"(?<![\w/-])(?:{ROOMS})/[\w/-]+(?:\.\w+)?")


def names(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_commands_and_options_exist(page):
    for line in COMMAND.findall(page.read_text("utf-8")):
        found = typer.main.get_command(app)
        for word in line.split():
            verbs = getattr(found, "commands", {})
            if word.startswith("--") and word != "--":
                options = {o for parameter in found.params for o in parameter.opts}
                assert word.rstrip(";,.)") in options, line
            elif verbs:
                # `evaluate FILE` is short for `evaluate questions FILE`.
                found = verbs.get(word) or verbs.get("questions")
                assert found, f"there is no {word!r} in blueprints {line!r}"


@pytest.mark.parametrize("group", [(), ("label",), ("config",), ("evaluate",)])
def test_what_a_command_does_is_told_in_whole_sentences(group):
    told = CliRunner().invoke(app, [*group, "--help"], terminal_width=80).stdout
    lines = told.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert lines
    assert all(line.endswith(".") and not line.endswith("..") for line in lines)


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_files_of_the_project_are_where_a_page_says(page):
    for path in FILES.findall(page.read_text("utf-8")):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("http"):
            continue
        file, _, heading = target.partition("#")
        led = (page.parent / file) if file else page
        assert led.exists(), target
        if heading:
            heads = re.findall(r"^#+ (.+)$", led.read_text("utf-8"), re.M)
            slugs = [re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in heads]
            assert heading in slugs, target
