"""The assessment of the hand-over sheet: CRS and sepsis, screens, vitals, what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from workstation.clinical.findings import Finding
from workstation.clinical.form import Item
from workstation.documents.sheet_content import Block, Fact, SheetContent, Table
from workstation.documents.sheet_words import clock_of, in_form_order, latest, zone_of
from workstation.documents.wording import (
    SOURCES,
    grade_words,
    inline,
    label,
    number,
    reference,
    scale_name,
    score_words,
    short_label,
    value_text,
    why_not_known,
)

_ICANS = "icans-astct-2019"
_LEAST_DIASTOLIC = "diastolic_mmhg"
_ALSO = ("temperature_max_24h_c", "oxygen_flow_l_min", "oxygen_fio2_percent")
_RUNNING = ("oxygen_device", "vasopressors", "inotropes", "iv_fluid_boluses")
_USUAL = {"systolic_mmhg": "baseline_systolic_mmhg", "spo2_percent": "baseline_spo2_percent"}


def assessment(content: SheetContent) -> Block:
    """The block; the vitals stand in its table."""
    return Block("A · Assessment", tuple(_facts(content)), table=_vitals(content))


def _facts(content: SheetContent) -> Iterator[Fact]:
    grade, form = content.assessment.grade, content.form
    scale = scale_name(form, grade.scale)
    # "Does not meet the criteria up to …" would be read as its first half.
    words = () if grade.at_least == 0 < grade.at_most else (grade.words,)
    yield Fact(
        "CRS", (f"{grade_words(grade.at_least, grade.at_most)} ({scale})", *words), strong=True
    )
    if grade.because:
        yield Fact("Why", tuple(f"{r.says} ({reference(form, r.source)})" for r in grade.because))
    yield Fact("Sepsis", tuple(_sepsis(content)), strong=True)
    yield Fact("Neutropenia", tuple(_neutropenia(content)), strong=True)
    icans = content.assessment.grades.get(_ICANS)
    if icans is not None:
        yield Fact(
            "ICANS", (f"{grade_words(icans.at_least, icans.at_most)} ({scale_name(form, _ICANS)})",)
        )
    running = tuple(_running(content))
    if running:
        yield Fact("Running now", running)
    signs = tuple(_signs(content))
    if signs:
        yield Fact("Signs told", signs, joiner=", ")
    missing = tuple(_not_known(content))
    if missing:
        yield Fact("Not known", missing, joiner=", ", strong=True)


def _sepsis(content: SheetContent) -> Iterator[str]:
    """The red flags, then the scores with their range; none is a zero in silence."""
    screens = content.assessment.screens
    flags = [reason.says for reason in screens.sepsis_red_flags]
    yield from (flags or ["no red flag among what is known"])
    for id_, score in screens.scores.items():
        info = content.form.screens.get(id_)
        yield f"{info.name if info else id_} {score_words(score)}"


def _neutropenia(content: SheetContent) -> Iterator[str]:
    answer = content.assessment.screens.febrile_neutropenia
    yield f"febrile neutropenia {answer.replace('unknown', 'not known')}"
    anc = latest(content).get("anc_per_ul")
    item = content.form.items.get("anc_per_ul")
    if anc is not None and anc.known and anc.value is not None:
        at = clock_of(anc, content)
        text = value_text(item, anc.value, content.site.temperature_unit, zone_of(content))
        yield f"ANC {text}{f', {at}' if at else ''}"
    elif answer != "no":
        yield "ANC not known"


def _running(content: SheetContent) -> Iterator[str]:
    """Oxygen, pressors and fluid, as far as somebody answered."""
    found, unit = latest(content), content.site.temperature_unit
    for id_ in _RUNNING:
        one, item = found.get(id_), content.form.items.get(id_)
        if item is not None and one is not None and one.known and one.value is not None:
            said = value_text(item, one.value, unit, zone_of(content))
            yield f"{item.label}: {inline(said)}"


def _signs(content: SheetContent) -> Iterator[str]:
    """Every other sign that was told, in the order of the form; the red flags stand above."""
    found, first = latest(content), content.form.sections[:1]
    flags = {i for s in first for row in s.rows for i in row.items} | {
        "antipyretic_given", "steroid_given", "anticytokine_given",
    }  # fmt: skip
    yes = [i for i, one in found.items() if one.value is True and i not in flags]
    yield from (short_label(content.form, id_) for id_ in in_form_order(content, yes))


def _not_known(content: SheetContent) -> Iterator[str]:
    """What keeps the grade or the disposition open, with why it is not known."""
    open_ = [*content.assessment.grade.not_known, *content.assessment.disposition.waiting_for]
    held = content.encounter
    for id_ in dict.fromkeys(open_):
        finding = held.findings.get(id_)
        why = "" if finding is None else inline(why_not_known(content.form, held, finding))
        old = finding is not None and finding.known
        why = "too old to count" if old else why
        yield f"{short_label(content.form, id_)}{f' ({why})' if why else ''}"


# --- vitals ---------------------------------------------------------------------------------


def _vitals(content: SheetContent) -> Table | None:
    """Each vital that was taken, with its time and where it comes from."""
    found = latest(content)
    taken = [i for i, f in found.items() if f.known and _is_vital(content.form.items.get(i))]
    rows = [
        _row(content, id_, found)
        for id_ in in_form_order(content, taken)
        if id_ != _LEAST_DIASTOLIC or "systolic_mmhg" not in taken
    ]
    if not rows:
        return None
    return Table(("Vital sign", "Value", "Taken", "By"), tuple(rows), (34, 30, 18, 18))


def _is_vital(item: Item | None) -> bool:
    return item is not None and (item.vital or item.id in _ALSO)


def _row(content: SheetContent, id_: str, found: dict[str, Finding]) -> tuple[str, ...]:
    one = found[id_]
    at, source = clock_of(one, content), SOURCES.get(one.source, "") if one.source else ""
    name, low = label(content.form, id_), found.get(_LEAST_DIASTOLIC)
    value = one.value if one.value is not None else ""
    unit, zone = content.site.temperature_unit, zone_of(content)
    text = value_text(content.form.items[id_], value, unit, zone)
    if id_ == "systolic_mmhg" and low is not None and low.known:
        name, text = "Blood pressure", f"{_whole(value)}/{_whole(low.value)} mmHg"
    usual = found.get(_USUAL.get(id_, ""))
    if usual is not None and usual.known:
        text += f" (usual {_whole(usual.value)})"
    return name, text, at or "time not said", source or "not said"


def _whole(value: object) -> str:
    return number(float(value), 0) if isinstance(value, int | float) else str(value)
