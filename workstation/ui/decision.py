"""The nurse’s own step away from the computed disposition: up with one key, down with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QWidget

from workstation.clinical.encounter import Decision, Override
from workstation.clinical.form import Code, Form, Level
from workstation.clinical.results import Assessment
from workstation.ui import theme
from workstation.ui.fields import text_field
from workstation.ui.overlay import Overlay
from workstation.ui.panel_parts import Why
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import KeyHint, column, line
from workstation.ui.widgets.typed import typed_letter

Levels = Mapping[str, Level]


def decided_level(decision: Decision, computed: str | None) -> str | None:
    """What holds: the override where there is one, else what is computed."""
    return decision.override.decided if decision.override else computed


def with_level(
    decision: Decision,
    computed: str,
    decided: str,
    levels: Levels,
    reason: str = "",
    text: str = "",
) -> Decision:
    """The decision at another level; the computed one is no override."""
    if decided == computed:
        return replace(decision, level=computed, override=None)
    raised = levels[decided].rank > levels[computed].rank
    override = Override(computed, decided, raised, reason, text)
    return replace(decision, level=decided, override=override)


def raised(decision: Decision, computed: str, levels: Levels) -> Decision:
    """One level up from what holds; a lowering that is left keeps its reason."""
    holds = decided_level(decision, computed) or computed
    above = [n for n, level in levels.items() if level.rank == levels[holds].rank + 1]
    if not above:
        return decision
    old = decision.override
    reason, text = (old.reason_code, old.reason_text) if old and not old.raised else ("", "")
    return with_level(decision, computed, above[0], levels, reason, text)


def one_down(decision: Decision, computed: str, levels: Levels) -> Decision | None:
    """Taking back a raise needs no reason; None where the step would be a lowering."""
    holds = decided_level(decision, computed) or computed
    if levels[holds].rank <= levels[computed].rank:
        return None
    below = [n for n, level in levels.items() if level.rank == levels[holds].rank - 1]
    return with_level(decision, computed, below[0], levels)


class LowerCard(Overlay):
    """Asks to which level, and why: a coded reason by its digit, words where they help."""

    def __init__(
        self,
        near: QWidget,
        form: Form,
        computed: str,
        take: Callable[[str, str, str], object],
    ) -> None:
        super().__init__(
            near,
            "Lower the disposition",
            f"Computed: {form.levels[computed].label}. What was computed stays in the record.",
            width=600,
        )
        self._take = take
        self._reasons = form.lowering_reasons
        self._levels = QButtonGroup(self)
        self._codes = QButtonGroup(self)
        self._ids: list[str] = []
        self._add_levels(form.levels, computed)
        self.body.addWidget(label("Because", "section"))
        self._add_reasons(form.lowering_reasons)
        self.words = text_field("In your words", "needed for another reason")
        self.body.addWidget(self.words)
        self.return_button = self.add_button("Back to the call", name="lower_back")
        self.return_button.clicked.connect(self.go_back)
        self.take_it = self.add_button("Lower", "primary", name="lower_take")
        self.take_it.clicked.connect(self._on_take)
        self.default = self.take_it
        self._say_state()

    def _add_levels(self, levels: Levels, computed: str) -> None:
        lower = sorted(
            (level for level in levels.values() if level.rank < levels[computed].rank),
            key=lambda level: -level.rank,
        )
        for place, level in enumerate(lower):
            button = QRadioButton(level.label)
            button.setObjectName(f"to_{level.id}")
            button.setAccessibleName(f"Lower to: {level.label}")
            button.setChecked(place == 0)
            self._levels.addButton(button, place)
            self._ids.append(level.id)
            self.body.addWidget(button)

    def _add_reasons(self, reasons: tuple[Code, ...]) -> None:
        for place, code in enumerate(reasons):
            row = line(gap=theme.GAP)
            button = QRadioButton(code.label)
            button.setObjectName(f"reason_{code.id}")
            button.setAccessibleName(f"Reason {code.key}: {code.label}")
            button.toggled.connect(self._say_state)
            self._codes.addButton(button, place)
            row.addWidget(KeyHint(code.key))
            row.addWidget(button, 1)
            self.body.addLayout(row)
            if place == 0:
                self.first = button

    def _say_state(self, _: object = None) -> None:
        if self._codes.checkedId() < 0:
            self.take_it.disable("Choose a reason first")
        else:
            self.take_it.enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = typed_letter(event)
        place = next((n for n, c in enumerate(self._reasons) if c.key and c.key == digit), -1)
        typing = isinstance(self.window().focusWidget(), QLineEdit)
        if place >= 0 and not typing:
            button = self._codes.button(place)
            button.setChecked(True)
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def _on_take(self) -> None:
        reason = self._reasons[self._codes.checkedId()]
        text = self.words.edit.text().strip()
        if reason.id == "other" and not text:
            self.words.refuse(
                "Say in a few words why, because “another reason” alone tells nobody."
            )
            self.refit()
            return
        self.close_card()
        self._take(self._ids[self._levels.checkedId()], reason.id, text)


class AdviceCard(Overlay):
    """The words for the patient at the level decided; each can be marked as said."""

    def __init__(
        self,
        near: QWidget,
        form: Form,
        level: str,
        decision: Decision,
        number: str,
        take: Callable[[tuple[str, ...], bool | None], object],
        show_sheet: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(near, "Say this", form.levels[level].label, width=680)
        self._take, self._show_sheet = take, show_sheet
        self._boxes: list[tuple[str, QCheckBox]] = []
        for advice in form.advice.values():
            if level not in advice.levels:
                continue
            text = advice.text.replace("{emergency_number}", number)
            self._add(advice.id, text, ticked=advice.id in decision.advice_given)
        self.teach_back = QCheckBox("Said back in their own words")
        self.teach_back.setObjectName("teach_back")
        self.teach_back.setAccessibleName(self.teach_back.text())
        self.teach_back.setChecked(decision.teach_back is True)
        self.body.addWidget(self.teach_back)
        if show_sheet is not None:
            sheet = self.add_button("Patient sheet", name="advice_sheet")
            sheet.clicked.connect(self._on_sheet)
        every = self.add_button("All said", name="advice_all")
        every.clicked.connect(self._tick_all)
        done = self.add_button("Done", "primary", name="advice_done")
        done.clicked.connect(self._on_done)
        self.default = done
        self.first = self._boxes[0][1] if self._boxes else self.teach_back

    def _add(self, identifier: str, text: str, *, ticked: bool) -> None:
        row = line(gap=10)
        box = QCheckBox()
        box.setObjectName(f"said_{identifier}")
        box.setAccessibleName(f"Said: {text}")
        box.setChecked(ticked)
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(f"“{text}”", "heading", wrap=True), 1)
        self.body.addLayout(row)
        self._boxes.append((identifier, box))

    def _tick_all(self) -> None:
        for _, box in self._boxes:
            box.setChecked(True)
        self.teach_back.setFocus()

    def go_back(self) -> None:
        """What was ticked is kept."""
        self._on_done()

    def _on_sheet(self) -> None:
        """What was ticked is kept first: the sheet shows it."""
        self._on_done()
        if self._show_sheet is not None:
            self._show_sheet()

    def _on_done(self) -> None:
        self.close_card()
        said = tuple(identifier for identifier, box in self._boxes if box.isChecked())
        self._take(said, True if self.teach_back.isChecked() else None)


class ActionsCard(Overlay):
    """What the grade asks for, by whom and where it is written; what was done can be ticked."""

    def __init__(
        self,
        near: QWidget,
        form: Form,
        assessment: Assessment,
        decision: Decision,
        number: str,
        take: Callable[[tuple[str, ...]], object],
        on_why: Callable[[Why], object],
    ) -> None:
        grade = form.scales[assessment.default_scale].name
        super().__init__(near, "Actions", f"{grade}. They inform; a prescriber orders.", width=720)
        self._take, self._on_why = take, on_why
        self._boxes: list[tuple[str, QCheckBox]] = []
        for rises in (False, True):
            group = [a for a in assessment.actions if a.if_it_rises is rises]
            if rises and group:
                self.body.addWidget(label("If the grade rises", "section"))
            for action in group:
                source = form.references.get(action.source)
                text = action.text.replace("{emergency_number}", number)
                about = f"{action.who} · {source.short if source else action.source}"
                self._add(action.id, text, about, ticked=action.id in decision.actions_done)
        done = self.add_button("Done", "primary", name="actions_done")
        done.clicked.connect(self._on_done)
        self.default = done
        self.first = self._boxes[0][1] if self._boxes else done

    def _add(self, identifier: str, text: str, about: str, *, ticked: bool) -> None:
        row = line(gap=10)
        box = QCheckBox()
        box.setObjectName(f"done_{identifier}")
        box.setAccessibleName(f"Done: {text}, {about}")
        box.setChecked(ticked)
        words = column(gap=0)
        words.addWidget(label(text, wrap=True))
        words.addWidget(label(about, "muted"))
        why = Why(text, rule=f"action.{identifier}")
        button = Button(
            "Why", "quiet", on_click=partial(self._on_why, why), name=f"why_{identifier}"
        )
        button.setProperty("small", True)
        button.setAccessibleName(f"Why: {text}")
        row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self._boxes.append((identifier, box))

    def go_back(self) -> None:
        """What was ticked is kept."""
        self._on_done()

    def _on_done(self) -> None:
        self.close_card()
        self._take(tuple(identifier for identifier, box in self._boxes if box.isChecked()))
