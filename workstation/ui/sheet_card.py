"""A sheet over the window: the page as it is, to be copied as text, printed or saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from workstation.site.problems import Problem
from workstation.ui.fields import Said
from workstation.ui.overlay import Overlay
from workstation.ui.save_copy import SaveCopyCard
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.paper import PaperPage
from workstation.workflows import sheets
from workstation.workflows.session import Session
from workstation.workflows.sheets import MadeSheet, SheetKind

_WIDTH = 720
_PLAIN = "A copy or a print holds patient data and is not encrypted."
_NOT_SIGNED = f"Not signed: a working copy of what is saved now. {_PLAIN}"
_NO_PRINTING = "This system has no print support. Save a copy and print it from there."


def open_sheet(near: QWidget, session: Session, tasks: Tasks, uuid: str, kind: SheetKind) -> None:
    """Make a sheet from the record and show it, or say why there is none."""
    tasks.command(
        sheets.made,
        session,
        uuid,
        kind,
        done=lambda made: SheetCard(near, session, tasks, uuid, made).open(),
        failed=lambda problem: NoSheetCard(near, problem).open(),
        context=near,
    )


class SheetCard(Overlay):
    """The page, and what can be done with it."""

    def __init__(
        self, near: QWidget, session: Session, tasks: Tasks, uuid: str, made: MadeSheet
    ) -> None:
        about = _PLAIN if made.signed else _NOT_SIGNED
        super().__init__(near, made.title, about, width=_WIDTH)
        self._session, self._tasks, self._uuid, self._made = session, tasks, uuid, made
        self.done = Said("check-circle", "ok", "ok")
        self.failed = Said("alert-triangle", "danger", "error")
        self.page = PaperPage(made.page, made.title, made.text)
        for part in (self.failed, self.done, self.page):
            self.body.addWidget(part)
        self._add_buttons()

    def _add_buttons(self) -> None:
        back = self.add_button("Close", name="sheet_close")
        back.clicked.connect(self.close_card)
        self.copy = self.add_button("Copy text", name="sheet_copy")
        self.copy.clicked.connect(self._copy)
        self.print = self.add_button("Print", name="sheet_print")
        self.print.clicked.connect(self._ask_for_printer)
        save = self.add_button("Save a copy", "primary", name="sheet_save")
        save.clicked.connect(self._save)
        self.default = self.first = save

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._made.text)
        self._say("The text is on the clipboard for half a minute")

    def _say(self, sentence: str) -> None:
        self.failed.say("")
        self.done.say(sentence)
        self.refit()

    def _refuse(self, sentence: str) -> None:
        self.done.say("")
        self.failed.say(sentence)
        self.refit()

    def _on_failed(self, problem: Problem) -> None:
        self._refuse(f"{problem.sentence} {problem.advice}")

    # --- saving ---------------------------------------------------------------------------------

    def _save(self) -> None:
        card = SaveCopyCard(
            self,
            self._session,
            self._tasks,
            self._uuid,
            f"Save a copy: {self._made.title.lower()}",
            partial(_hand_out, kind=self._made.kind),
            "The sheet is made from the record, and can be made again.",
        )
        card.saved.connect(lambda path: self._say(f"Saved as {path.name}"))
        card.open()

    # --- printing -------------------------------------------------------------------------------

    def _ask_for_printer(self) -> None:
        try:
            # Not loaded with the program, and not on every system there.
            from workstation.ui import printing  # noqa: PLC0415
        except ImportError:
            self.print.disable(_NO_PRINTING)
            self._refuse(_NO_PRINTING)
            return
        printer = printing.make_printer(self._made.title, self._session.site.paper)

        def send(made: MadeSheet) -> None:
            if printing.print_page(printer, made.page):
                self._say("Sent to the printer")
            else:
                self._refuse("The printer did not take the page. Choose another printer.")

        printing.ask_for_printer(self, printer, lambda: self._print(send))

    def _print(self, send: Callable[[MadeSheet], object]) -> None:
        """The record is told first, then the printer."""
        self._tasks.command(
            sheets.printed,
            self._session,
            self._uuid,
            self._made.kind,
            done=send,
            failed=self._on_failed,
            context=self,
        )


def _hand_out(session: Session, uuid: str, folder: Path, kind: SheetKind) -> Path:
    return sheets.hand_out(session, uuid, kind, folder)


class NoSheetCard(Overlay):
    """Why there is no sheet."""

    def __init__(self, near: QWidget, problem: Problem) -> None:
        super().__init__(near, "No sheet", problem.sentence)
        if problem.advice:
            self.body.addWidget(label(problem.advice, wrap=True))
        back = self.add_button("Close", "primary", name="no_sheet_close")
        back.clicked.connect(self.close_card)
        self.default = self.first = back
