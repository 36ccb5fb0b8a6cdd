"""A small library on disk: complete, the same every time, or not there at all."""

import hashlib
import json
from pathlib import Path

import pytest

from demo import write
from demo.__main__ import main
from demo.truth import NAME
from demo.write import NotADemoError, write_library
from tests.demo.conftest import COUNT, SEED


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_truth_names_every_file(small, truth, files):
    named = {str(path.relative_to(small)) for path, _ in files}
    named |= {
        f"{b['folder']}/blueprint.yaml" for b in truth["blueprints"] if b["has_yaml"]
    }
    assert set(digests(small)) == named | {"catalogue.xlsx", NAME}
    assert truth["files"] == sum(len(b["files"]) for b in truth["blueprints"])
    assert {path.stat().st_size for path, file in files} == {
        file["bytes"] for _, file in files
    }


def test_the_same_seed_gives_the_same_bytes(small, tmp_path):
    again = tmp_path / "again"
    for _ in write_library(again, SEED, COUNT, processes=1):
        assert not again.exists()
    assert digests(again) == digests(small)


def test_files_are_as_old_as_their_contents(files):
    years = {path.stat().st_mtime // 31_557_600 for path, _ in files}
    assert max(years) < 2026 - 1970


def test_a_broken_run_leaves_nothing(tmp_path, monkeypatch):
    def full(*_: object) -> bytes:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(write, "catalogue", full)
    with pytest.raises(OSError, match="no space"):
        list(write_library(tmp_path / "library", SEED, 1, processes=1))
    assert list(tmp_path.iterdir()) == []


def test_an_older_demonstration_library_is_replaced(tmp_path):
    folder = tmp_path / "library"
    (folder / "left over").mkdir(parents=True)
    (folder / NAME).write_text("{}")
    assert main([str(folder), "--count", "1", "--seed", "3"]) == 0
    assert not (folder / "left over").exists()
    assert json.loads((folder / NAME).read_text("utf-8"))["seed"] == 3


def test_another_folder_is_refused(tmp_path, capsys):
    (tmp_path / "my thesis.txt").write_text("years of work")
    with pytest.raises(NotADemoError, match="no demonstration library"):
        next(write_library(tmp_path, SEED, COUNT))
    assert main([str(tmp_path)]) == 2
    assert "no demonstration library" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["my thesis.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(NotADemoError, match="not a folder"):
        next(write_library(tmp_path / "file", SEED, COUNT))


def test_a_folder_that_cannot_be_made_is_told_and_so_is_a_wrong_number(
    tmp_path, capsys
):
    (tmp_path / "file").touch()
    assert main([str(tmp_path / "file" / "library"), "--count", "1"]) == 2
    assert "Not a directory" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path / "library"), "--count", "0"])
    assert "--count is a number from 1: 0" in capsys.readouterr().err
