"""Signs: ways of writing that give the kind of an artefact away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """A kind, and how many of its cues must stand in a text's first pages."""

    kind: str  # a name of the taxonomy's term
    least: int
    weight: float
    cues: tuple[str, ...]  # in lower case; each counts once

    def stands_in(self, text: str) -> bool:
        """True where enough different cues stand in a lower-case text."""
        left = self.least
        for place, cue in enumerate(self.cues):
            left -= cue in text
            if left <= 0 or left > len(self.cues) - place - 1:
                break
        return left <= 0


def _sign(kind: str, least: int, weight: float, *cues: str) -> Sign:
    return Sign(kind, least, weight, tuple(c for line in cues for c in line.split(",")))


SIGNS = (
    _sign(
        "Hazard log",
        4,
        4.0,
        "hazard id,hazard ref,hazard no,hazard name,hazard description,residual risk",
        "initial risk,existing control,likelihood,severity,potential cause",
    ),
    _sign(
        "Minutes",
        3,
        3.5,
        "attendees,apologies,in attendance,matters arising,any other business",
        "minutes of,actions from,action log,date of next meeting",
    ),
    _sign("User stories", 4, 3.0, "as a ,as an ,i want ,i need ,so that "),
    _sign(
        "Test plan",
        4,
        3.0,
        "test case,test script,test step,test id,expected result,actual result",
        "pass/fail,entry criteria,exit criteria,expected outcome",
    ),
    _sign(
        "Requirements",
        3,
        3.0,
        "requirement id,requirement ref,requirement no,moscow,must have,should have",
    ),
    _sign(
        "DPIA",
        4,
        3.0,
        "lawful basis,data controller,data processor,article 6,article 9,data flow",
        "retention,data protection officer,data subject",
    ),
    _sign(
        "Business case",
        4,
        3.0,
        "strategic case,economic case,commercial case,financial case,management case",
        "do nothing,options appraisal,net present,preferred option",
    ),
    _sign(
        "Job description",
        3,
        3.5,
        "job title,job purpose,job summary,accountable to,person specification",
        "agenda for change,essential criteria,responsible to",
    ),
    _sign(
        "Clinical safety case",
        4,
        2.5,
        "dcb0129,dcb0160,dcb 0129,dcb 0160,clinical risk management,hazard log",
        "clinical safety officer,safety statement,safety justification",
    ),
    _sign(
        "Risk register",
        3,
        3.0,
        "risk id,risk ref,risk owner,risk score,risk rating,mitigat,date raised",
    ),
    _sign(
        "Terms of reference",
        3,
        3.0,
        "quorum,quoracy,membership,frequency of meetings,reporting to,purpose of the",
    ),
)
