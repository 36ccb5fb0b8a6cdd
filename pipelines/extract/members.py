"""Names and sizes of files inside other files, before they become children."""

import re
from dataclasses import dataclass, field

from pipelines.extract.file import Limits
from pipelines.records import Child

LONGEST = 200  # bytes of one part of a name: what every file system can hold
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
DRIVE = re.compile(r"^[A-Za-z]:")


def safe_name(name: str) -> str:
    """A member's name as a relative path that leads nowhere else; never empty.

    Control characters go, as do drives, leading slashes and the parts ``.`` and ``..``.
    """
    name = DRIVE.sub("", UNSEEN.sub(" ", name).replace("\\", "/"))
    parts = (part.strip() for part in name.split("/"))
    kept = [_short(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(kept) or "unnamed"


def _short(part: str) -> str:
    """The part cut to the longest a file system takes, its extension kept."""
    if len(part.encode()) <= LONGEST:
        return part
    stem, dot, extension = part.rpartition(".")
    if not dot or len(extension.encode()) > 20:
        stem, dot, extension = part, "", ""
    room = LONGEST - len(f"{dot}{extension}".encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + extension


@dataclass(slots=True)
class Members:
    """Children taken within the limits, and what was wrong with the others."""

    limits: Limits
    children: list[Child] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left_out: int = 0
    total: int = 0

    def fits(self, name: str, size: int) -> bool:
        """Whether a member of `size` bytes may be taken; if not, a problem says why."""
        limits = self.limits
        if size > limits.part_bytes:
            self.problem(f"{name}: {size} bytes, the limit is {limits.part_bytes}")
        elif self.total + size > limits.total_bytes:
            self.problem(f"{name}: over {limits.total_bytes} bytes together")
        elif len(self.children) >= limits.entries:
            self.problem(f"{name}: over {limits.entries} files")
        else:
            return True
        return False

    def take(self, name: str, content: bytes) -> None:
        """Adds a child; a name that leads out of its folder is told as a problem."""
        safe = safe_name(name)
        if not self.fits(safe, len(content)):
            return
        if safe != name and ".." in name.replace("\\", "/").split("/"):
            self.problems.append(f"{name}: leads out of its folder, kept as {safe}")
        self.total += len(content)
        self.children.append(Child(safe, content))

    def problem(self, reason: str) -> None:
        """A member that is left out, and why."""
        self.left_out += 1
        self.problems.append(reason)

    def reason(self) -> str:
        """The first problems in a sentence, and how many more there are."""
        shown = "; ".join(self.problems[:5])
        more = len(self.problems) - 5
        return f"{shown}; and {more} more" if more > 0 else shown
