from pipelines.names import artefact_id, blueprint_ids, slug


def test_a_slug_is_made_of_letters_digits_and_hyphens():
    assert slug("  Café & ePMA (v2) ") == "cafe-epma-v2"
    assert slug("x" * 300) == "x" * 80
    assert slug("病院").startswith("blueprint-")
    assert slug("病院") != slug("診療")


def test_where_ids_would_collide_the_later_folder_gets_a_number():
    folders = ["Ward  plan", "Ward plan", "ward-plan", "Ward plan 2"]
    ids = blueprint_ids(folders)
    assert ids == blueprint_ids(reversed(folders))
    assert len(set(ids.values())) == 4
    assert ids["Ward  plan"] == "ward-plan"


def test_the_same_path_has_the_same_id():
    assert artefact_id("b", "x/y.txt") == artefact_id("b", "x/y.txt")
    assert artefact_id("b", "x/y.txt") != artefact_id("b", "x/z.txt")
    assert artefact_id("b", "x").startswith("b-")
