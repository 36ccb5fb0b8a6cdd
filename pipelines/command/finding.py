"""What the doctor says of one thing it looked at."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "note", "bad", "unreachable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do where it is not well."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""
