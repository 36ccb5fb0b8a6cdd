"""The plan of a whole library: how much of what, and what may not be in it."""

from collections import Counter

import pytest

from demo.catalogue import setting_label
from demo.library import FATES, library
from demo.plan import all_files
from demo.sentences import DEPENDENT
from demo.words import words
from mappings.load import load_mappings


@pytest.fixture(scope="module")
def plans():
    return library(words(), 1, 170)


@pytest.fixture(scope="module")
def files(plans):
    return [file for plan in plans for _, file in all_files(plan.files)]


def test_it_has_the_size_of_the_real_library(plans, files):
    assert len(plans) == 170
    assert 2_800 <= len(files) <= 3_000
    assert len({plan.folder.casefold() for plan in plans}) == 170


def test_the_usual_formats_are_the_most(files):
    formats = Counter(file.format for file in files)
    assert sum(formats[f] for f in ("pdf", "docx", "pptx", "xlsx")) > 0.8 * len(files)
    assert len(formats) == 25
    assert min(formats.values()) >= 3


def test_a_handful_of_files_is_broken_or_locked(files):
    fates = Counter(file.fate for file in files)
    for fate in {fate for fate, _, _ in FATES}:
        assert fates[fate] == sum(most for f, _, most in FATES if f == fate)


def test_files_are_shared_between_blueprints(plans):
    copied = [f for p in plans for f in p.files if f.origin != p.number]
    assert len(copied) > 60
    assert any(file.badge for file in copied)
    assert sum(f.draft for p in plans for f in p.files) > 60


def test_no_phrase_is_planted_twice(files):
    plants = [number for file in files for number in file.plants]
    assert len(plants) == len(set(plants)) > 400


@pytest.mark.parametrize("kind", words().kinds.values(), ids=lambda kind: kind.key)
def test_each_kind_of_file_has_hundreds_of_sentence_patterns(kind):
    """A pattern is a clause as it is, with an opener before or with a tail after."""
    known = words()
    patterns = 0
    for section in {passage.section for passage in kind.passages}:
        frame, clauses = known.frames[section], known.lists[section]
        opened = sum(1 for clause in clauses if not clause.startswith(DEPENDENT))
        assert len(set(clauses)) == len(clauses)
        patterns += len(clauses) * (1 + len(frame.tails)) + opened * len(frame.openers)
    assert patterns >= 300


def test_the_vocabulary_resolves_in_the_taxonomies():
    known, taxonomies = words(), load_mappings().taxonomies
    said = {
        "technologies": {t.label for t in known.topics if t.label},
        "project_types": {t.project_type for t in known.topics},
        "suppliers": {supplier for t in known.topics for supplier, _ in t.products},
        "care_settings": {setting_label(s) for t in known.topics for s in t.settings},
        "pillars": {
            name for names in known.labels["pillars"].values() for name in names
        },
        "regions": {organisation.region for organisation in known.organisations},
        "artefact_types": {kind.label for kind in known.kinds.values()},
        "users": set(known.labels["users"]),
    }
    unknown = {
        (taxonomy, label)
        for taxonomy, labels in said.items()
        for label in labels
        if taxonomies[taxonomy].resolve(label) is None
    }
    assert unknown == set()


def test_organisations_are_invented():
    known = load_mappings().taxonomies["organisations"]
    assert [o.name for o in words().organisations if known.resolve(o.name)] == []
