import json

import pytest
from typer.testing import CliRunner

from pipelines.errors import WrongUseError
from pipelines.evaluate.command import evaluation
from pipelines.evaluate.judgements import Judged, read_judged
from pipelines.evaluate.measures import compared, measured, totals
from pipelines.evaluate.runs import Found, read_run, write_run

TEXTS = {"d1": "bed management on wards", "d2": "voice recognition", "d3": "beds"}


@pytest.fixture
def collection(tmp_path):
    texts = [{"_id": i, "title": "", "text": t} for i, t in TEXTS.items()]
    questions = [{"_id": "q1", "text": "beds on wards"}, {"_id": "q2", "text": "x"}]
    for name, rows in (("corpus", texts), ("queries", questions)):
        lines = "\n".join(map(json.dumps, rows))
        (tmp_path / f"{name}.jsonl").write_text(lines, "utf-8")
    grades = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td3\t1\nq2\td2\t0\n"
    (tmp_path / "qrels.tsv").write_text(grades, "utf-8")
    return tmp_path


def test_a_beir_folder_is_indexed_asked_and_measured(collection, tmp_path):
    run = tmp_path / "first.run"
    asked = [str(collection), "--json", "--run", str(run)]
    result = CliRunner().invoke(evaluation, asked, catch_exceptions=False)
    report = json.loads(result.stdout)
    assert report["questions"] == 1
    assert report["total"]["nDCG@10"] == 1.0
    assert [found.id for found in read_run(run)["q1"]] == ["d1", "d3"]
    result = CliRunner().invoke(evaluation, [str(collection)])
    heads, row = result.stdout.splitlines()[1:3]
    assert "nDCG@10     MAP  recall@100" in heads
    assert row.startswith("all            1.0000  1.0000      1.0000")
    assert max(len(heads), len(row)) <= 80
    again = CliRunner().invoke(evaluation, [*asked, "--against", str(run)])
    assert json.loads(again.stdout)["against"]["chance"] == 1.0


def test_rows_of_a_table_make_questions(tmp_path):
    path = tmp_path / "judged.tsv"
    path.write_text("query\tid\tgrade\tkind\na b\tx\t2\ttopic\na b\ty\t1\ttopic\n")
    assert read_judged(path) == (Judged("1", "a b", {"x": 2, "y": 1}, "topic"),)


@pytest.mark.parametrize(
    "text",
    [
        "query\tid\nq\td\n",
        "query\tid\tgrade\nq\td\tx\n",
        "query\tid\tgrade\nq\td\t²\n",
    ],
)
def test_a_table_that_is_wrong_is_named(tmp_path, text):
    path = tmp_path / "judged.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(WrongUseError, match=r"judged\.tsv"):
        read_judged(path)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
@pytest.mark.parametrize("line", ["{broken", "[1]", '{"_id": "d9"}'])
def test_a_line_of_a_beir_folder_that_is_wrong_is_named(collection, name, line):
    with (collection / name).open("a", encoding="utf-8") as lines:
        lines.write(f"\n{line}\n")
    with pytest.raises(WrongUseError, match=rf"{name}' line \d: no JSON with _id"):
        CliRunner().invoke(evaluation, [str(collection)], catch_exceptions=False)


def test_measures_and_comparison_of_two_runs():
    judged = [Judged(str(n), "q", {"a": 1}) for n in range(8)]
    good = {q.id: (Found("a", 2.0), Found("b", 1.0)) for q in judged}
    poor = {q.id: (Found("b", 2.0), Found("a", 1.0)) for q in judged}
    assert totals(measured(good, judged))["MRR"] == 1.0
    assert totals(measured({}, judged))["nothing found"] == 1.0
    comparison = compared(measured(poor, judged), measured(good, judged))
    assert comparison.after > comparison.before
    assert comparison.chance < 0.05
    assert len(comparison.moved) == 8


def test_a_run_survives_its_file(tmp_path):
    run = {"1": (Found("an id", 2.0), Found("b", 1.0))}
    write_run(run, tmp_path / "run")
    assert read_run(tmp_path / "run") == run
