"""What was said and done, the note, and the foot with signature and proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workstation.clinical.findings import Setting
from workstation.clinical.results import Action
from workstation.documents.content import SummaryContent
from workstation.documents.fonts import printable
from workstation.documents.layout import RIGHT, WIDTH, Slice, gap, height_of
from workstation.documents.pen import (
    BODY,
    HEADING,
    LABEL,
    LINE,
    NAME,
    NOTE,
    RULE,
    SOURCE,
    Face,
    Pen,
)
from workstation.documents.rows import (
    TABLE_ROW,
    Cell,
    baseline,
    cells_row,
    heading,
    line,
    pair,
    paragraph,
    ruled,
    separator,
    with_head,
)
from workstation.documents.wording import Zone, reference

INTENDED_USE: Final = (
    "Decision support for trained nurses; the documented grade and disposition are the"
    " clinician’s. Not a certified medical device."
)
EMERGENCY_NUMBER: Final = "{emergency_number}"
"""Where the protocol's words name the site's emergency number."""

ATTACHED: Final = "full record attached in this PDF"


def closing(content: SummaryContent, zone: Zone) -> list[list[Slice]]:
    """Everything between the columns and the foot, block by block."""
    blocks = (_said(content, zone), _actions(content), _note(content))
    return [block for block in blocks if block]


def _said(content: SummaryContent, zone: Zone) -> list[Slice]:
    decision, form = content.encounter.decision, content.form
    rule = separator(WIDTH, LINE, 9, 7)
    if not _anything_said(content):
        return rule
    given = decision.advice_given
    advice = [form.advice[id_].text if id_ in form.advice else id_ for id_ in given]
    advised = _sited(" ".join(advice), content) or "No advice recorded."
    teach_back = {
        True: "Teach-back: repeated in their own words.",
        False: "Teach-back: could not be repeated.",
        None: "Teach-back: not recorded.",
    }[decision.teach_back]
    slices = paragraph(f"{advised} {teach_back} {_told(content, zone)}", WIDTH)
    return [*rule, *heading("Said and understood", 0), *slices]


def _anything_said(content: SummaryContent) -> bool:
    """On the ward nobody may have been told anything; on the phone that is worth a line."""
    decision = content.encounter.decision
    said = decision.advice_given or decision.informed or decision.call_back_at
    return (
        bool(said) or decision.teach_back is not None or content.encounter.setting is Setting.PHONE
    )


def _sited(text: str, content: SummaryContent) -> str:
    return text.replace(EMERGENCY_NUMBER, content.site.emergency_number)


def _told(content: SummaryContent, zone: Zone) -> str:
    decision, signed = content.encounter.decision, content.signed_at
    at = f" {zone.near(decision.informed_at, signed)}" if decision.informed_at else ""
    told = f"Told: {decision.informed}{at}." if decision.informed else "Told: nobody recorded."
    if decision.call_back_at is None:
        return f"{told} Call-back: none arranged."
    return f"{told} Call-back: {zone.near(decision.call_back_at, signed)}."


# --- actions --------------------------------------------------------------------------------

_WHO: Final = WIDTH * 0.715
_ACTION_ROOM: Final = _WHO - 10
_SOURCE_ROOM: Final = WIDTH * 0.135


def _actions(content: SummaryContent) -> list[Slice]:
    actions = content.assessment.actions
    if not actions:
        return []
    slices = [gap(9 if _anything_said(content) else 0), *_table_head()]
    for action in actions:
        slices += _action(content, action)
    return slices


def _table_head() -> list[Slice]:
    def draw(pen: Pen, x: float, y: float) -> None:
        down = y + baseline(TABLE_ROW, HEADING)
        pen.text(x, down, "Actions shown", HEADING)
        pen.text(x + _WHO, down, "Who", HEADING)
        pen.text_right(x + WIDTH, down, "Source", HEADING)
        pen.rule(x, y + TABLE_ROW, WIDTH, 0.6)

    return [Slice(TABLE_ROW, draw, keep=True)]


def _action(content: SummaryContent, action: Action) -> list[Slice]:
    done = action.id in content.encounter.decision.actions_done
    who = f"{action.who}, done" if done else action.who
    text = _sited(action.text, content)
    text = f"If it rises: {text}" if action.if_it_rises else text
    source = reference(content.form, action.source)
    cells = (
        Cell(BODY.wrap(text, _ACTION_ROOM), 0, BODY),
        Cell(LABEL.wrap(who, WIDTH - _WHO - _SOURCE_ROOM), _WHO, LABEL),
        Cell(SOURCE.wrap(source, _SOURCE_ROOM), WIDTH, SOURCE, ends=True),
    )
    return with_head(ruled(cells_row(cells, TABLE_ROW), WIDTH, LINE), _table_head()[0])


def _note(content: SummaryContent) -> list[Slice]:
    note = content.encounter.decision.note
    if not note.strip():
        return []
    return [*heading("Nurse’s note", 9), *paragraph(note, WIDTH)]


# --- foot -----------------------------------------------------------------------------------

_NAMES: Final = 64.0
_LEFT_ROOM: Final = RIGHT - 14


def foot(content: SummaryContent, zone: Zone) -> Slice:
    """Signature at the left, proof at the right, intended use below."""
    left, right = _signature(content, zone), _proof(content)
    note = _foot_note(content)
    body = max(height_of(left), height_of(right))
    height = 8 + body + 9 + height_of(note)

    def draw(pen: Pen, x: float, y: float) -> None:
        pen.rule(x, y, WIDTH, 1.1, RULE)
        _stack(pen, x, y + 6, left)
        _stack(pen, x + RIGHT, y + 6, right)
        _stack(pen, x, y + 8 + body + 9, note)

    return Slice(height, draw)


def _stack(pen: Pen, x: float, y: float, slices: Sequence[Slice]) -> None:
    for part in slices:
        part.draw(pen, x, y)
        y += part.height


def _lines(text: str, face: Face, height: float) -> list[Slice]:
    return [line(string, face, height) for string in face.wrap(text, _LEFT_ROOM)]


def _signature(content: SummaryContent, zone: Zone) -> list[Slice]:
    signer = content.signer
    return [
        *_lines("Signed electronically", LABEL, 12.6),
        *_lines(signer.printed_name, NAME, 16.0),
        *_lines(zone.stamp(content.signed_at), BODY, 12.6),
        *_lines(f"Meaning: {content.meaning}", BODY, 12.6),
        *_lines(f"Certificate: {signer.issuer}, serial {_grouped(signer.serial)}", LABEL, 12.6),
    ]


def _proof(content: SummaryContent) -> list[Slice]:
    protocol, head = content.assessment.protocol, content.audit_head
    facts = (
        ("Protocol", f"{protocol.id} {protocol.version}"),
        ("Protocol hash", f"SHA-256 {_abridged(protocol.sha256)}"),
        ("Audit head", f"{head.hash[:8]} … {head.hash[-4:]}, entry {head.seq}"),
        ("Encounter", content.encounter.uuid),
        ("Proof", ATTACHED),
    )
    slices: list[Slice] = []
    for name, value in facts:
        cells = (
            Cell([name], 0, LABEL),
            Cell(_PROOF.wrap(value, WIDTH - RIGHT - _NAMES), _NAMES, _PROOF),
        )
        slices += cells_row(cells, 12.6)
    return slices


_PROOF: Final = Face(SOURCE.font, SOURCE.size)


def _foot_note(content: SummaryContent) -> list[Slice]:
    """What the product is for, and where the site is."""
    site = " · ".join(part for part in (content.site.address, content.site.phone) if part)
    free = WIDTH - NOTE.width(INTENDED_USE) - 12
    if "\n" in printable(site) or NOTE.width(printable(site)) > free:
        return [*paragraph(INTENDED_USE, WIDTH, NOTE, 9.6), *paragraph(site, WIDTH, NOTE, 9.6)]
    return pair(INTENDED_USE, site, WIDTH, NOTE, NOTE)


def _abridged(hash_: str) -> str:
    """The first 16 and the last 8 digits of a hash; the record holds all."""
    return f"{hash_[:8]} {hash_[8:16]} … {hash_[-8:]}" if len(hash_) > 32 else hash_


def _grouped(serial: str) -> str:
    """``4E 19 A2 7C``; of a long one only the end, after an ellipsis."""
    text = serial.upper()
    text = text if len(text) % 2 == 0 else "0" + text
    pairs = [text[i : i + 2] for i in range(0, len(text), 2)]
    return " ".join(pairs) if len(pairs) <= 5 else "… " + " ".join(pairs[-4:])
