from time import process_time

import pytest

from mappings.load import load_mappings
from pipelines.catalogue.names import former_names, name_bodies, name_terms, nearest
from tests.pipelines.catalogue.lists import (
    ORGANISATIONS,
    PROJECTS,
    SETTINGS,
    SUPPLIERS,
)


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("Acute", ["acute"]),
        ("acute ; AMBULANCE SERVICE", ["acute", "ambulance"]),
        ("Acute\nMental Health", ["acute", "mental-health"]),
        ("Acute|Ambulance", ["acute", "ambulance"]),
        ("Acute, Ambulance", ["acute", "ambulance"]),
        ("Acute/Ambulance", ["acute", "ambulance"]),
        ("Acute and Mental Health", ["acute", "mental-health"]),
        ("Ambulance; Ambulance Service", ["ambulance"]),
        ("Multiple/Shared Care, Acute", ["cross-setting", "acute"]),
        ("Health and Social Care, Adult", ["adult"]),
        ("Acute, Health and Social Care, Adult, Ambulance", "acute adult ambulance"),
        ("N/A", []),
    ],
)
def test_a_cell_may_name_several_terms(written, ids):
    named = name_terms(written, SETTINGS)
    assert named.ids == (ids.split() if isinstance(ids, str) else ids)
    assert named.unknown == []


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("Kiosks / Self Check-in / EPR", ["kiosks", "epr"]),
        ("Remote / Mobile Working, Process", ["remote", "process"]),
        ("Child Health & Maternity, EPR", ["child", "epr"]),
        ("Child Health and Maternity and EPR", ["child", "epr"]),
        ("Electronic Patient Record", ["epr"]),
        ("Electronic Patient Record (EPR), Process", ["epr", "process"]),
    ],
)
def test_a_label_with_a_slash_or_comma_is_taken_whole(written, ids):
    assert name_terms(written, PROJECTS).ids == ids


def test_a_region_that_was_parted_is_both_of_its_parts():
    regions = load_mappings().taxonomies["regions"]
    assert name_terms("Midlands and East", regions).ids == [
        "midlands",
        "east-of-england",
    ]


def test_what_is_not_in_the_list_is_kept_as_written():
    named = name_terms("Acute; Moon base, Sales and Marketing", SETTINGS)
    assert named.ids == ["acute"]
    assert named.unknown == ["Moon base", "Sales and Marketing"]


def test_a_summary_in_the_wrong_column_takes_no_long_time():
    begun = process_time()
    named = name_terms("On this ward, " * 1000 + "Acute", SETTINGS)
    assert named.ids == ["acute"]
    assert process_time() - begun < 10


def test_a_slip_of_the_pen_is_near_one_term_only():
    term = nearest("Mental helath", SETTINGS)
    assert term is not None
    assert term.id == "mental-health"
    assert nearest("Moon base", SETTINGS) is None
    assert nearest("acut", SETTINGS) is None


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("Kent Community Health NHS FT", ["kent"]),
        ("St Helens and Knowsley", ["mersey"]),
        ("A New Name NHS Trust (previously St Helens and Knowsley)", ["mersey"]),
        ("Northvale Hospitals NHS FT", ["northvale-hospitals-nhs-foundation-trust"]),
        ("The Northvale Trust", ["northvale-trust"]),
        (
            "Northvale NHS Trust, Kent Community Health NHS FT",
            ["northvale-nhs-trust", "kent"],
        ),
        (
            "Bath, Swindon and Wiltshire Care Board",
            ["bath-swindon-and-wiltshire-care-board"],
        ),
        ("Kent Community Health NHS FT and St Helens and Knowsley", ["kent", "mersey"]),
        ("Kent Community Health NHS FT/St Helens & Knowsley", ["kent", "mersey"]),
        (
            "Kent Community Health NHS FT and Northvale",
            ["kent-community-health-nhs-foundation-trust-and-northvale"],
        ),
        ("TBC", []),
    ],
)
def test_an_organisation_of_no_list_is_an_open_value(written, ids):
    assert name_bodies(written, ORGANISATIONS).ids == ids


def test_an_open_value_keeps_its_written_name():
    named = name_bodies("Cerner; Moonshot Systems, Ltd", SUPPLIERS)
    assert named.ids == ["oracle", "moonshot-systems-ltd"]
    assert named.labels == {"moonshot-systems-ltd": "Moonshot Systems, Ltd"}


def test_a_former_name_leads_to_the_present_one():
    written = "Calder Hythe University NHS FT (formerly Calder Hythe Hospitals)"
    pairs = list(former_names(written))
    present = "Calder Hythe University NHS Foundation Trust"
    assert pairs == [("Calder Hythe Hospitals", present)]
    now = {"calder hythe hospitals": present}
    named = name_bodies("Calder Hythe Hospitals", ORGANISATIONS, now)
    assert list(named.labels.values()) == [present]
