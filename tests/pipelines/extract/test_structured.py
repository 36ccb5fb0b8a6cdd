import json


def test_values_stand_under_their_keys(extracted):
    known = {
        "title": "Plan",
        "steps": ["One step.", "Next step."],
        "tags": ["ward", "home"],
        "costs": {"tablet": 100, "spare": None, "paid": True},
    }
    found = extracted(json.dumps(known).encode(), "a.json")
    assert found.status == "ok"
    assert found.metadata["title"] == "Plan"
    assert found.segments[0].text == (
        "title: Plan\nsteps: One step.\nNext step.\ntags: ward, home\n"
        "costs:\ntablet: 100\npaid: true"
    )


def test_a_notebook_is_read_by_cells(extracted):
    cells = [
        {"cell_type": "markdown", "source": ["# Bed model\n", "Some *words*."]},
        {"cell_type": "code", "source": "x = 1", "outputs": [{"text": "noise"}]},
    ]
    content = json.dumps({"nbformat": 4, "cells": cells}).encode()
    found = extracted(content, "a.ipynb")
    assert [(s.number, s.label, s.text) for s in found.segments] == [
        (1, "cell 1", "Bed model\nSome words."),
        (2, "cell 2", "x = 1"),
    ]
    assert found.metadata["title"] == "Bed model"


def test_lines_of_json_are_read(extracted):
    found = extracted(b'{"a": "one"}\n{"a": "two"}\n', "a.json")
    assert (found.status, found.segments[0].text) == ("ok", "a: one\na: two")


def test_what_is_not_json_is_read_as_text(extracted):
    found = extracted(b'{"a": "one", "b": "tw', "a.json")
    assert found.status == "partial"
    assert '"one"' in found.segments[0].text


def test_endless_nesting_is_read_as_text(extracted):
    found = extracted(b"[" * 200_000, "a.json")
    assert (found.status, found.reason.partition(": ")[2]) == (
        "partial",
        "nested too deeply",
    )
