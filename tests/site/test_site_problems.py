from __future__ import annotations

import pytest

from workstation.site.problems import Problem, Situation

ALL = pytest.mark.parametrize("situation", Situation, ids=lambda s: s.name.lower())


def made(situation: Situation) -> Problem:
    return Problem(situation, **{name: f"<{name}>" for name in situation.facts})


@ALL
def test_each_situation_says_what_happened_with_its_facts(situation: Situation) -> None:
    problem = made(situation)
    said = problem.sentence + problem.advice
    assert all(f"<{name}>" in said for name in situation.facts)
    assert "{" not in said.replace("<", "")
    assert problem.code == situation.name.lower()
    assert str(problem) == problem.sentence


@ALL
def test_a_missing_or_foreign_fact_is_refused_at_once(situation: Situation) -> None:
    facts = dict.fromkeys(situation.facts, "x")
    with pytest.raises(TypeError):
        Problem(situation, **facts, another="x")
    if facts:
        facts.popitem()
        with pytest.raises(TypeError):
            Problem(situation, **facts)


@ALL
def test_sentences_are_sentences(situation: Situation) -> None:
    sentence, advice = situation.value
    assert sentence.endswith((".", "}"))
    assert not advice or advice.endswith((".", "}"))
    assert not {"error", "exception", "sqlite", "traceback"} & set(sentence.lower().split())


def test_no_two_situations_say_the_same() -> None:
    """Two equal entries would silently be one member under two names."""
    assert len(Situation) == len(Situation.__members__)
    assert len({s.value[0] for s in Situation}) == len(Situation)


def test_braces_in_a_fact_are_only_text() -> None:
    problem = Problem(Situation.NOT_FOUND, what="{0.__class__} {what}")
    assert "{0.__class__} {what}" in problem.sentence
