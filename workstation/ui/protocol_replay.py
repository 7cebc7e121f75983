"""A version tried on what was signed: whose result changes, from what to what, and why."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from workstation.clinical.findings import Setting
from workstation.site.problems import Problem
from workstation.site.staff import Task
from workstation.ui import theme, when
from workstation.ui.fields import Said, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.save_copy import FolderField, documents_folder
from workstation.ui.table import Cell, Column, Grade, RowsView, TableRow
from workstation.ui.tasks import Job, Step
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Progress, column, line
from workstation.ui.worklist import SETTINGS
from workstation.workflows import protocol_replay
from workstation.workflows.protocol_replay import Outcome, Replay, Replayed

_MOST_ROWS = 6
_MOST_REASONS = 8
_MOST_SHOWN = 2_000
_COLUMNS = (
    Column("Encounter", 200),
    Column("Before", 96),
    Column("Now", 96),
    Column("Disposition and actions"),
)


class ReplayCard(Card):
    """The button, the progress, the table, and the row under the cursor in full."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._name = ""
        self._job: Job | None = None
        self._made: Replay | None = None
        head = line(gap=theme.GAP)
        head.addWidget(label("Replay", "heading"), 1)
        self.csv = Button("Save as CSV", "secondary", "download", on_click=self._save)
        self.csv.hide()
        self.start = Button("Replay", "secondary", on_click=self._start, name="replay")
        head.addWidget(self.csv)
        head.addWidget(self.start)
        self.body.addLayout(head)
        self.said = label("", "muted", wrap=True)
        self.body.addWidget(self.said)
        self.progress = Progress()
        self.progress.cancel.setObjectName("cancel_replay")
        self.progress.cancel_requested.connect(self._cancel)
        self.progress.hide()
        self.body.addWidget(self.progress)
        self.table = RowsView(_COLUMNS, "Changed encounters", keeps_mark=True)
        self.table.current_changed.connect(self._show_row)
        self.body.addWidget(self.table)
        self._whole = QWidget()
        self._lines = column(self._whole, gap=3)
        self.body.addWidget(self._whole)
        self.show_version("")

    def show_version(self, name: str) -> None:
        """Another version: what was found for the one before is put away."""
        self._cancel()
        self._name, self._made = name, None
        self._say(
            "Every signed encounter is graded again with this version. Nothing stored changes."
        )
        self.csv.hide()
        self.table.hide()
        self._whole.hide()
        if self._desk.session.account.role.may(Task.APPROVE_PROTOCOL):
            self.start.enable()
        else:
            self.start.disable("Managers replay: it reads encounters")

    def _say(self, text: str) -> None:
        self.said.setText(text)

    def _start(self) -> None:
        self.show_version(self._name)
        self.start.disable("It is going on")
        self.progress.say("Replaying", "reading the encounters")
        self.progress.show()
        self.progress.cancel.setFocus()
        self._job = self._desk.tasks.long(
            protocol_replay.replay,
            self._desk.session,
            self._name,
            progress=self._on_step,
            done=self._on_done,
            failed=self._on_failed,
            context=self,
        )

    def _on_step(self, step: Step) -> None:
        if self._job is not None:
            told = f"{step.done:,} of {step.total:,} encounters"
            self.progress.say("Replaying", told, step.done, step.total)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._end()
            self._say("Stopped at your request. Nothing was changed.")

    def _end(self) -> None:
        self._job = None
        held = self.progress.cancel.hasFocus()
        self.progress.hide()
        self.start.enable()
        if held:
            self.start.setFocus()

    def _on_failed(self, problem: Problem) -> None:
        self._end()
        self._say(f"{problem.sentence} {problem.advice}")

    def _on_done(self, made: Replay) -> None:
        if made.version.name != self._name:
            return
        held = self.progress.cancel.hasFocus()
        self._end()
        self._made = made
        self._say(summary(made))
        changes = made.changes[:_MOST_SHOWN]
        self.csv.setVisible(bool(changes))
        self.table.setVisible(bool(changes))
        self._whole.setVisible(bool(changes))
        self.table.set_rows([self._row(one) for one in changes])
        rows = min(len(changes), _MOST_ROWS)
        head = self.table.horizontalHeader().height()
        self.table.setFixedHeight(head + rows * theme.scaled(theme.TABLE_ROW_HEIGHT) + 2)
        if held and changes:
            self.table.setFocus()

    def _row(self, one: Replayed) -> TableRow:
        at = when.moment_text(one.signed_at, self._desk.zone, self._desk.now())
        where = SETTINGS[Setting(one.setting)].lower()
        fact, detail = _disposition(one)
        cells = (
            Cell(f"No. {one.name}", f"{at} · {where}", strong=True),
            _grade(one.before),
            _grade(one.after),
            Cell(fact, detail, role="danger" if one.refused else "text"),
        )
        return TableRow(one.key, cells)

    def _show_row(self, key: object) -> None:
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = [one for one in self._made.changes if one.key == key] if self._made else []
        for one in found[:1]:
            for text, role in _in_full(one):
                made = label(text, role, wrap=True)
                self._lines.addWidget(made)
                made.show()

    def _save(self) -> None:
        if self._made is not None:
            SaveReplayCard(self, self._desk, self._made).open()


def summary(made: Replay) -> str:
    """How many change, and in what."""
    count = "1 signed encounter" if made.encounters == 1 else f"{made.encounters:,} encounters"
    if not made.changes:
        return f"{count} graded again: nothing changes."
    told = f"{made.grades:,} with another grade, {made.levels:,} with another disposition"
    unread = f" {made.refused:,} cannot be read by this version." if made.refused else ""
    changing = len(made.changes) - made.refused
    changed = f"{changing:,} change: {told}.{unread}"
    more = f" The first {_MOST_SHOWN:,} are shown." if len(made.changes) > _MOST_SHOWN else ""
    return f"{count} graded again; {changed}{more}"


def _grade(outcome: Outcome | None) -> Cell:
    if outcome is None:
        return Cell("not read", role="danger")
    grade = Grade(outcome.at_least, outcome.at_most)
    return Cell(grade=grade, says=grade.words)


def _disposition(one: Replayed) -> tuple[str, str]:
    if one.after is None:
        return "This version cannot read it", one.refused
    before, after = (o.level_label or "No disposition" for o in (one.before, one.after))
    actions = len(one.actions_added) + len(one.actions_removed)
    counted = f"{actions} action{'s' if actions != 1 else ''} differ{'' if actions != 1 else 's'}"
    detail = f"was {before}" if one.level_changes else "same disposition"
    return after, f"{detail} · {counted}" if actions else detail


def _in_full(one: Replayed) -> list[tuple[str, str]]:
    # What is merely not known any more is the consequence; what holds or not comes first.
    why = sorted(one.why, key=lambda said: ": not known" in said)
    lines = [("Why", "section"), *((f"{w[:1].upper()}{w[1:]}", "") for w in why[:_MOST_REASONS])]
    if len(why) > _MOST_REASONS:
        lines.append((f"and {len(why) - _MOST_REASONS} more, all in the CSV", "muted"))
    if one.refused:
        lines.append((one.refused, ""))
    if one.actions_added:
        lines += [("Actions added", "section"), *((text, "") for text in one.actions_added)]
    if one.actions_removed:
        lines += [("Actions removed", "section"), *((text, "") for text in one.actions_removed)]
    if one.not_read:
        lines.append((f"Not read by this version: {', '.join(one.not_read)}", "muted"))
    return lines


class SaveReplayCard(Overlay):
    """Folder and file name; then where it was written."""

    def __init__(self, near: QWidget, desk: Desk, made: Replay) -> None:
        super().__init__(
            near,
            "Save the replay as CSV",
            "One line for each encounter that changes. It names no patient; it is written to "
            "the audit.",
        )
        self._desk, self._made = desk, made
        self.folder = FolderField("Folder", documents_folder())
        self.file = text_field("File name", longest=120)
        self.file.edit.setText(f"replay-{made.version.name.replace('@', '-')}.csv")
        self.failed = Said("alert-triangle", "danger", "error")
        self.done = Said("check-circle", "ok", "ok")
        for part in (self.folder, self.file, self.failed, self.done):
            self.body.addWidget(part)
        self._back = self.add_button("Close", name="back")
        self._back.clicked.connect(self.close_card)
        self.write = self.add_button("Save", "primary", name="save_replay")
        self.write.clicked.connect(self._write)
        self.default, self.first = self.write, self.folder.field.edit
        self.folder.field.edit.selectAll()

    def _write(self) -> None:
        self.failed.say("")
        self.done.say("")
        name, folder = typed(self.file), self.folder.taken()
        if folder is not None and (not name or Path(name).name != name or name.startswith(".")):
            self.file.refuse("Type a name without a folder in it.")
        elif folder is not None:
            self._desk.tasks.command(
                protocol_replay.export_replay,
                self._desk.session,
                self._made,
                folder / (name if name.endswith(".csv") else f"{name}.csv"),
                done=self._on_done,
                failed=self._on_failed,
                context=self,
            )
        self.refit()

    def _on_done(self, out: Path) -> None:
        self.done.say(f"{len(self._made.changes)} lines written to {out}")
        self.default = self._back
        self.refit()

    def _on_failed(self, problem: Problem) -> None:
        self.failed.say(f"{problem.sentence} {problem.advice}")
        self.refit()
