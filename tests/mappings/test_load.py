import re
import shutil
from pathlib import Path

import pytest

from mappings.load import OWN, MappingError, load_mappings, mappings_digest
from mappings.taxonomy import fold

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@pytest.fixture(scope="module")
def own():
    return load_mappings()


def write(folder: Path, file: str, text: str) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(MappingError) as caught:
        load_mappings(folder)
    return str(caught.value)


def test_own_mappings_load(own):
    searched = {f.name for f in own.schema.searched}
    assert searched == {"title", "name", "headings", "body"}
    assert {f.name for f in own.schema.texts} - searched == {"context"}
    assert {f.name for f in own.schema.facets} >= set(
        """pillar technology care_setting organisation region supplier standard
        artefact_type project_type format year blueprint""".split()
    )
    assert len(own.taxonomies["project_types"].terms) == 41
    assert len(own.synonyms) == 307


def test_the_digest_is_that_of_the_mappings(own, tmp_path):
    assert mappings_digest() == own.digest
    other = write(tmp_path, "synonyms.yaml", "groups: []")
    assert mappings_digest(other) == load_mappings(other).digest != own.digest


def test_every_keyword_has_its_taxonomy(own):
    for field in own.schema.keywords:
        assert field.taxonomy is None or field.taxonomy in own.taxonomies


def test_every_id_is_a_slug_and_resolves(own):
    for taxonomy in own.taxonomies.values():
        for term in taxonomy.terms:
            assert SLUG.fullmatch(term.id), term.id
            for name in (term.id, term.label, *term.aliases):
                assert taxonomy.resolve(name) is term
                assert fold(name), f"{taxonomy.name}: {name!r} has no letter"


def test_parents_are_terms(own):
    for taxonomy in own.taxonomies.values():
        known = own.taxonomies[taxonomy.parents].by_id
        assert all(t.parent is None or t.parent in known for t in taxonomy.terms)
    assert own.taxonomies["organisations"].parents == "regions"
    oxford = own.taxonomies["organisations"].resolve("oxford university hospitals")
    assert oxford
    assert (oxford.parent, oxford.code) == ("south-east", "RTH")


@pytest.mark.parametrize(
    ("taxonomy", "written", "id_"),
    [
        ("care_settings", "Ambulance Service", "ambulance"),
        ("care_settings", "Multiple/Shared Care", "cross-setting"),
        ("pillars", "Empower citizens", "empower-people"),
        ("pillars", "support people", "support-workforce"),
        ("suppliers", "Cerner Millennium", "oracle-health"),
        ("suppliers", "JAC", "wellsky"),
        ("suppliers", "Badgernet", "system-c"),
        ("standards", "DCB 0129", "dcb0129"),
        ("technologies", "Electronic Patient Record (EPR)", "epr"),
        ("technologies", "OCR", "ocr"),
        (
            "organisations",
            "St Helens and Knowsley Teaching Hospitals NHS Trust",
            "mersey-and-west-lancashire-teaching-hospitals",
        ),
        ("organisations", "rth", "oxford-university-hospitals"),
        ("project_types", "Pathways (clinical & patient mgt)", "pathways"),
    ],
)
def test_old_and_near_twin_names_resolve(own, taxonomy, written, id_):
    term = own.taxonomies[taxonomy].resolve(written)
    assert term
    assert term.id == id_


@pytest.mark.parametrize(
    ("taxonomy", "words"),
    [
        ("suppliers", "ICE Vision RiO Rio Lorenzo Epic PARIS Evolve Better"),
        ("technologies", "VR PAS SCR NEWS CDS HIE TIE SOC MDM"),
        ("care_settings", "ED CCU LD"),
        ("standards", "SCR CDS CAF SUS DoS"),
    ],
)
def test_ambiguous_words_need_their_letters_and_company(own, taxonomy, words):
    for word in words.split():
        found = [
            phrase
            for term in own.taxonomies[taxonomy].terms
            for phrase in term.phrases
            if phrase.text == word
        ]
        assert found, word
        assert all(p.case and p.context for p in found), word


def test_no_group_lists_a_name_twice(own):
    for group in own.synonyms:
        names = [group.canonical, *group.equivalents, *group.related]
        assert len({n.casefold() for n in names}) == len(names), group.canonical
        assert {*group.ambiguous, *group.one_way} <= {
            group.canonical,
            *group.equivalents,
        }


def test_ambiguous_abbreviations_are_never_expanded(own):
    silent = {n for g in own.synonyms for n in (*g.ambiguous, *g.one_way)}
    loud = {
        n for g in own.synonyms for n in g.equivalents if n not in {*g.ambiguous}
    } - {n for g in own.synonyms for n in g.one_way}
    assert {"SCR", "CDS", "ED", "VR", "PID", "SOC", "flow", "discharge"} <= silent
    assert not {"SCR", "CDS", "ED", "VR", "PID", "SOC", "ICE", "PAS"} & loud


def test_what_a_folder_lacks_comes_from_the_product(tmp_path, own):
    write(tmp_path, "synonyms.yaml", "groups: []\n")
    theirs = load_mappings(tmp_path)
    assert theirs.synonyms == ()
    assert theirs.schema == own.schema
    assert theirs.taxonomies.keys() == own.taxonomies.keys()


def test_digest_follows_every_file(tmp_path, own):
    shutil.copy(OWN / "schema.yaml", tmp_path)
    assert load_mappings(tmp_path).digest == own.digest
    write(tmp_path, "taxonomies/roles.yaml", "label: R\nterms: [{id: a, label: A}]\n")
    assert load_mappings(tmp_path).digest != own.digest


def test_missing_folder(tmp_path):
    assert "no such folder of mappings" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize("file", ["synonym.yaml", "schema.yml", "taxonomies/x.yml"])
def test_file_of_another_name_is_refused(tmp_path, file):
    assert refusal(write(tmp_path, file, "a: 1\n")) == (
        f"{file}: not a file of the mappings"
    )


def test_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "synonyms.yaml").write_bytes(b"\xff\xfe\x00")
    assert "synonyms.yaml: cannot be read" in refusal(tmp_path)


def test_field_of_unknown_taxonomy_is_refused(tmp_path):
    text = (OWN / "schema.yaml").read_text("utf-8")
    text = text.replace("taxonomy: suppliers", "taxonomy: supplier")
    assert refusal(write(tmp_path, "schema.yaml", text)) == (
        "schema.yaml: fields[supplier].taxonomy: no such taxonomy: 'supplier'"
    )
