"""Writing the encounters of a period to a file, whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem
from workstation.ui import when
from workstation.ui.fields import Said, choice_field, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.save_copy import FolderField, documents_folder
from workstation.ui.widgets.surfaces import Progress
from workstation.workflows import reports
from workstation.workflows.reports import Exported

_FORMATS = (("xlsx", "Excel workbook (xlsx)"), ("csv", "Text, comma separated (csv)"))


class ExportCard(Overlay):
    """Format, folder, file name; then how many encounters the file holds."""

    def __init__(self, near: QWidget, desk: Desk, first: date, last: date) -> None:
        super().__init__(
            near,
            "Export encounters",
            f"{when.date_text(first)} to {when.date_text(last)}. The file holds patient data and "
            "is not encrypted; the export is written to the audit.",
        )
        self._desk, self._first, self._last = desk, first, last
        self.format = choice_field("Format", _FORMATS)
        self.folder = FolderField("Folder", documents_folder())
        self.file = text_field("File name", longest=120)
        self.file.edit.setText(f"encounters-{first.isoformat()}-{last.isoformat()}")
        self.progress = Progress()
        self.progress.cancel.hide()
        self.progress.hide()
        self.failed = Said("alert-triangle", "danger", "error")
        self.done = Said("check-circle", "ok", "ok")
        for part in (
            self.format,
            self.folder,
            self.file,
            self.progress,
            self.failed,
            self.done,
        ):
            self.body.addWidget(part)
        self._close = self.add_button("Close", name="back")
        self._close.clicked.connect(self.close_card)
        self.write = self.add_button("Export", "primary", name="write_export")
        self.write.clicked.connect(self._write)
        self.default, self.first = self.write, self.format.edit

    def _write(self) -> None:
        self.failed.say("")
        self.done.say("")
        name, kind = typed(self.file), self.format.edit.currentData()
        folder = self.folder.taken()
        if folder is None:
            self.refit()
            return
        if not name or Path(name).name != name or name.startswith("."):
            self.file.refuse("Type a name without a folder in it.")
            self.refit()
            return
        out = folder / (name if name.endswith(f".{kind}") else f"{name}.{kind}")
        self.write.disable("The file is being written")
        self.progress.say(f"Exporting to {out.name}", "the file appears when it is complete")
        self.progress.show()
        self.refit()
        self._desk.tasks.query(
            reports.export_encounters,
            self._desk.session,
            self._first,
            self._last,
            kind,
            out,
            done=self._on_done,
            failed=self._on_failed,
        )

    def _on_done(self, exported: Exported) -> None:
        self._end()
        count = "1 encounter" if exported.rows == 1 else f"{exported.rows} encounters"
        self.done.say(f"{count} written to {exported.path}")
        self.default = self._close
        self.refit()

    def _on_failed(self, problem: Problem) -> None:
        self._end()
        self.failed.say(f"{problem.sentence} {problem.advice}")
        self.refit()

    def _end(self) -> None:
        self.progress.hide()
        self.write.enable()
