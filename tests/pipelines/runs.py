"""What runs over small libraries are tested with."""

import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import yaml

from indexer.embedded.generations import Folder
from indexer.index import Index
from indexer.query import Query
from mappings.load import load_mappings
from pipelines.storage.ledger import FILE, Ledger
from pipelines.storage.store import RecordStore

ROOT = Path(__file__).parents[2]
MISBEHAVING = "tests.pipelines.parsers.by_name"


def few_terms(folder, kept=None):
    """The product's mappings in a folder, with three terms of each taxonomy: soon
    loaded. `kept` has the ids to keep of a taxonomy instead, or None for all.
    """
    shutil.copytree(ROOT / "mappings", folder, dirs_exist_ok=True)
    for path in folder.glob("taxonomies/*.yaml"):
        written = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        ids = [term["id"] for term in written["terms"]]
        wanted = (kept or {}).get(path.stem, ids[:3]) or ids
        written["terms"] = [t for t in written["terms"] if t["id"] in wanted]
        for term in written["terms"]:
            term.pop("parent", None)
        written.pop("parents", None)
        path.write_text(yaml.safe_dump(written), "utf-8")
    return folder


def put(root, path, content):
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content, "utf-8")


def pack(path, **members):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)


def index_of(settings):
    return Index(Folder(settings.data / "index"), load_mappings(settings.mappings))


def rows_of(settings):
    with closing(Ledger(settings.data / FILE, write=False)) as ledger:
        return ledger.rows()


def contents(settings):
    """Everything the live index holds, but the name of its generation."""
    index = index_of(settings)
    ids = [row.id for row in rows_of(settings) if row.id]
    found = {i: index.open("artefact", i) for i in ids}
    counts = index.manifest["counts"]
    vocabulary = (
        settings.data / "index" / index.generation / "vocabulary.json"
    ).read_text()
    return found, counts, vocabulary


def paths(settings):
    return [r.path for r in rows_of(settings)]


def kept_of(settings):
    """The records, and the bytes of members, that are kept."""
    objects = RecordStore(settings.record_store).objects
    return {**objects.sizes("text"), **objects.sizes("members")}


def adds_up(run):
    return run.found == run.indexed + run.partial + run.failed + run.skipped


def total(settings, words):
    return index_of(settings).search(Query(text=words)).total.artefacts
