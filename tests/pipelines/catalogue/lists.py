"""Mappings just large enough for the dirt of a catalogue."""

from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.taxonomy import Taxonomy, Term, fold


def taxonomy(name, *terms):
    names = {fold(n): t for t in terms for n in (t.id, t.label, *t.aliases)}
    return Taxonomy(name, name, terms, {t.id: t for t in terms}, names)


SETTINGS = taxonomy(
    "settings",
    Term("acute", "Acute", ("Acute Trust",)),
    Term("ambulance", "Ambulance", ("Ambulance Service",)),
    Term("adult", "Health and Social Care, Adult"),
    Term("mental-health", "Mental health"),
    Term("cross-setting", "Cross-setting", ("Multiple/Shared Care",)),
)
PROJECTS = taxonomy(
    "projects",
    Term(
        "epr", "Electronic Patient Record (EPR)", ("EPR", "Electronic Patient Record")
    ),
    Term("kiosks", "Kiosks / Self Check-in"),
    Term("remote", "Remote / Mobile Working"),
    Term("child", "Child Health and Maternity"),
    Term("process", "Process"),
)
TECHNOLOGIES = taxonomy(
    "technologies",
    Term("epr", "Electronic patient record", ("EPR",)),
    Term("rpa", "Robotic process automation", ("RPA",)),
)
ORGANISATIONS = taxonomy(
    "organisations",
    Term(
        "mersey",
        "Mersey and West Lancashire Teaching Hospitals NHS Trust",
        ("St Helens and Knowsley",),
    ),
    Term("kent", "Kent Community Health NHS Foundation Trust"),
)
SUPPLIERS = taxonomy("suppliers", Term("oracle", "Oracle Health", ("Cerner",)))
TYPES = taxonomy(
    "types", Term("full", "Full"), Term("on-a-page", "Blueprint on a page")
)
STATES = taxonomy(
    "states",
    Term("proposed", "Proposed"),
    Term("in-production", "In production", ("Draft",)),
    Term("in-review", "In review", ("Awaiting sign-off",)),
    Term("published", "Published", ("Live",)),
    Term("withdrawn", "Withdrawn"),
)


def keyword(name, label, taxonomy_name, **more):
    return Field(name, label, "keyword", "", facet=True, taxonomy=taxonomy_name, **more)


MAPPINGS = Mappings(
    Schema(
        (
            Field("title", "Title", "text", ""),
            keyword("care_setting", "Care setting", "settings"),
            keyword("project_type", "Project type", "projects"),
            keyword("technology", "Technology", "technologies"),
            keyword("organisation", "Organisation", "organisations", open=True),
            keyword("supplier", "Supplier", "suppliers", open=True),
            keyword("blueprint_type", "Blueprint type", "types"),
            keyword("state", "State", "states"),
            Field("blueprint", "Blueprint", "keyword", "", facet=True),
        )
    ),
    {
        t.name: t
        for t in (
            SETTINGS,
            PROJECTS,
            TECHNOLOGIES,
            ORGANISATIONS,
            SUPPLIERS,
            TYPES,
            STATES,
        )
    },
    (),
    "test",
)
