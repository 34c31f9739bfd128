"""What is read of a theorem file without running it is what the record has; subjects, names, titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from w2s_theory.records.errors import InputError
from w2s_theory.theorems.headers import NotPlain, header_of, read_header
from w2s_theory.theorems.listing import FOLDER, Catalog, theorem_files
from w2s_theory.theorems.names import chosen_names, theorem_named, theorems_named
from w2s_theory.theorems.subjects import all_headers, by_subject, headlines

PLAIN = '''"""First line
goes on.

Second paragraph."""

THEOREM = Theorem(
    name="a_theorem",
    title="A title",
    citation=Citation("key", "place; difference", relation="same", beside=(Citation("other"),)),
    status="proved",
    about="network",
    quantifier={quantifier},
    sharpness="exact",
)
'''


def written(folder: Path, text: str, name: str = "a_theorem") -> Path:
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", theorem_files())
def test_a_header_says_what_the_record_says(name: str) -> None:
    path = theorem_files()[name]
    assert read_header(path) == header_of(Catalog()[name], path)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [("Identity()", "identity"), ("EveryDraw()", "every draw"), ("Probability(delta=1)", "probability")],
)
def test_a_header_is_read_without_running_the_file(tmp_path: Path, written_as: str, read_as: str) -> None:
    header = read_header(written(tmp_path, PLAIN.format(quantifier=written_as)))
    assert (header.title, header.quantifier, header.headline) == ("A title", read_as, None)
    assert header.sentence == "First line goes on." and header.text.endswith("Second paragraph.")
    first, second = header.citation.works
    assert (first.place, first.difference, second.key) == ("place", "difference", "other")


@pytest.mark.parametrize(
    "text",
    [
        "THEOREM = 1\n",
        '"""Words."""\n\nTHEOREM = replace(OTHER, name="a_theorem")\n',
        PLAIN.format(quantifier="1 +"),
        PLAIN.format(quantifier="SENSE"),
        PLAIN.format(quantifier="Identity()").replace('title="A title"', 'title="A" + title'),
        PLAIN.format(quantifier="Identity()").replace('relation="same"', 'relation="better"'),
        PLAIN.format(quantifier="Identity()").replace('name="a_theorem"', 'name="another"'),
    ],
)
def test_a_file_that_must_be_run_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotPlain):
        read_header(written(tmp_path, text))


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN.format(quantifier="Identity()"))
    assert read_header(path).title == "A title"
    path.write_text(path.read_text().replace("A title", "B title"))
    assert read_header(path).title == "B title"


def test_subjects_come_in_the_order_of_their_place() -> None:
    headers, broken = all_headers()
    subjects = by_subject(headers)
    assert not broken and [each.place for each in subjects] == list(range(1, len(subjects) + 1))
    assert {each.name for each in subjects} == {
        path.parent.name for path in FOLDER.glob("*/__init__.py") if path.parent.name != "__pycache__"
    }
    assert sum(len(each.theorems) for each in subjects) == len(headers) == len(theorem_files())
    for each in subjects:
        assert each.sentence.endswith(".")
        marks = [one.headline or 1000 for one in each.theorems]
        assert marks == sorted(marks), "headlines come first"


def test_headlines_are_few_and_in_order() -> None:
    found = headlines(all_headers()[0])
    assert [each.headline for each in found] == list(range(1, len(found) + 1))
    assert 6 <= len(found) <= 8


def test_titles_are_different() -> None:
    titles = [each.title.lower() for each in all_headers()[0]]
    assert len(titles) == len(set(titles))


NAMES = list(theorem_files())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("student_error_ge_of_shrinkage", "student_error_ge_of_shrinkage"),
        ("three_quarters", "student_error_ge_three_quarters_sq_of_shrinkage"),
        ("three-quarters", "student_error_ge_three_quarters_sq_of_shrinkage"),
        ("of_heavy_ball.py", "shrinkage_eq_of_heavy_ball"),
    ],
)
def test_a_part_that_no_other_name_has_is_enough(typed: str, meant: str) -> None:
    assert theorem_named(typed, NAMES) == meant
    assert theorems_named(typed, NAMES) == [meant]


def test_a_whole_name_is_itself_also_where_it_is_part_of_another() -> None:
    assert theorem_named("ab", ["abc", "ab"]) == "ab"


def test_a_subject_means_its_theorems() -> None:
    files = theorem_files()
    for typed in ("gradient_flow", "gradient-flow", "gradient flow"):
        assert theorems_named(typed, NAMES) == [
            name for name in NAMES if files[name].parent.name == "gradient_flow"
        ]
    limits = theorems_named("limits", NAMES)
    both = chosen_names(["limits", "student_error_ge_of_shrinkage", "of_heavy_ball"], NAMES)
    assert both == [*limits, "shrinkage_eq_of_heavy_ball"] and len(limits) >= 10


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("of_shrinkage", "could be performance_gap_recovered_le_of_shrinkage, student_error_ge_of_shrinkage"),
        ("student", "and "),
        ("limit", "did you mean limits?"),
        ("student_error_ge_of_shrinkge", "did you mean student_error_ge_of_shrinkage?"),
        ("zzz", "w2s list"),
        ("", "there is no theorem"),
        ("_", "type more of the name"),
    ],
)
def test_what_could_be_several_or_none_is_one_line(typed: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        theorem_named(typed, NAMES)
    assert words in str(refusal.value) and "\n" not in str(refusal.value) and len(str(refusal.value)) < 400


def test_one_theorem_is_no_subject() -> None:
    count = len(theorems_named("limits", NAMES))
    with pytest.raises(InputError, match=f"limits is a subject of {count} theorems"):
        theorem_named("limits", NAMES)
