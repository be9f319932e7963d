"""RFCs, tech specs and system designs as files: the forms as they are known, and back again to the last sign."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.bodies import Body
from bot.records.components import Component
from bot.records.designs import DESIGN, SystemDesign
from bot.records.documents import Kind
from bot.records.matrix import Weight
from bot.records.rfcs import RFC, Criterion, Option, Rfc, Score
from bot.records.specs import SPEC, TechSpec
from bot.templates.documents import Written, markdown
from bot.templates.front_matter import Malformed
from bot.templates.reading import read
from tests.nasty import lines, texts

DAY = date(2026, 11, 21)


def written(kind: Kind, body: Body, title: str = "Where orders are kept") -> Written:
    return Written(key=kind.key(1), number=1, title=title, status="REVIEW", on=DAY, form=kind.forms[0], body=body)


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def test_an_rfc_has_the_form_that_is_known() -> None:
    body = Rfc(
        problem="It is slow (INC-1).",
        criteria=(Criterion(name="Cost", weight=Weight.HIGH, description="Euros a month"),),
        options=(Option(name="Buy", advantages="- soon\n- known", disadvantages="dear"), Option(name="Build")),
        scores=(Score(option="Buy", criterion="Cost", points=2), Score(option="Build", criterion="Cost", points=4)),
    )

    text = markdown(written(RFC, body), RFC)

    assert headings(text) == [
        "# RFC-0001: Where orders are kept",
        "## Overview",
        "## Problem Statement",
        "## Evaluation Criteria",
        "## Options Analysis",
        "### Option 1: Buy",
        "### Option 2: Build",
        "### Scores",
        "## Recommendation",
        "## Technical Design",
    ]
    assert "| Criterion | Weight | Description |\n|-----------|--------|-------------|\n| Cost | High | Euros a month |" in text
    assert "- Advantages:\n\n    - soon\n    - known\n- Disadvantages: dear\n- Evaluation: 6 of 15\n  - Cost: 2\n" in text
    assert "Build comes to 12 of 15, 6 points ahead." in text


def test_a_spec_and_a_design_have_the_forms_that_are_known() -> None:
    parts = (Component(name="Ledger", responsibility="keeps orders", technology="PostgreSQL", interfaces="SQL"),)

    spec = markdown(written(SPEC, TechSpec(components=parts)), SPEC)
    design = markdown(written(DESIGN, SystemDesign(components=parts, diagram="graph TD; A-->B")), DESIGN)

    known = "### Ledger\n\n- Responsibility: keeps orders\n- Technology: PostgreSQL\n- Interfaces: SQL\n"
    assert known in spec
    assert known in design
    assert headings(spec)[:4] == [
        "# TS-0001: Where orders are kept",
        "## Executive Summary",
        "## Design Overview",
        "## Detailed Specifications",
    ]
    assert headings(design)[:3] == ["# System Design: Where orders are kept", "## Overview", "## Architecture Diagram"]
    assert "```mermaid\ngraph TD; A-->B\n```" in design


names = lines.filter(lambda words: bool(words.strip()))
components = st.lists(st.builds(Component, name=names, responsibility=lines, technology=lines, interfaces=texts), max_size=2).map(tuple)


@st.composite
def rfcs(draw: st.DrawFn) -> Rfc:
    criteria = draw(st.lists(st.builds(Criterion, name=names, description=lines), max_size=2, unique_by=lambda one: one.name))
    options = draw(
        st.lists(st.builds(Option, name=names, advantages=texts, disadvantages=texts), max_size=2, unique_by=lambda one: one.name)
    )
    scores = [Score(option=one.name, criterion=by.name, points=draw(st.integers(1, 5))) for one in options for by in criteria]
    return Rfc(problem=draw(texts), criteria=tuple(criteria), options=tuple(options), design=draw(texts), scores=tuple(scores))


@given(rfcs())
def test_an_rfc_comes_back_as_it_was(body: Rfc) -> None:
    text = markdown(written(RFC, body), RFC)
    found = read("x.md", text.encode(), RFC).written

    assert found.body == body
    assert markdown(found, RFC) == text


@given(st.builds(TechSpec, summary=texts, components=components, deployment=texts))
def test_a_spec_comes_back_as_it_was(body: TechSpec) -> None:
    text = markdown(written(SPEC, body), SPEC)

    assert read("x.md", text.encode(), SPEC).written.body == body


@pytest.mark.parametrize(("text", "told"), [("no heading", "It has no title"), ("# RFC-0007: A title\n\n## Shopping\n", "It is no RFC")])
def test_what_cannot_be_read_says_why(text: str, told: str) -> None:
    with pytest.raises(Malformed, match=told):
        read("x.md", text.encode(), RFC)
