"""Writing the encounters of a period to a file, whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from workstation.site.problems import Problem
from workstation.ui import when
from workstation.ui.fields import Said, choice_field, side_by_side, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.pages import Desk
from workstation.ui.save_copy import FolderField, documents_folder
from workstation.ui.tasks import Job, Step
from workstation.ui.widgets.surfaces import Progress
from workstation.workflows import reports
from workstation.workflows.reports import Exported

_WHATS = (("encounters", "Encounters"), ("audit", "Audit: who did what"))
_FORMATS = (("xlsx", "Excel workbook (xlsx)"), ("csv", "Text, comma separated (csv)"))


class ExportCard(Overlay):
    """What, format, folder, file name; then how many lines the file holds."""

    def __init__(self, near: QWidget, desk: Desk, first: date, last: date) -> None:
        super().__init__(
            near,
            "Export",
            f"{when.date_text(first)} to {when.date_text(last)}. The file holds patient data and "
            "is not encrypted; the export is written to the audit.",
        )
        self._desk, self._from, self._to = desk, first, last
        self._job: Job | None = None
        self.what = choice_field("What", _WHATS)
        self.format = choice_field("Format", _FORMATS)
        self.folder = FolderField("Folder", documents_folder())
        self.file = text_field("File name", longest=120)
        self.what.edit.currentIndexChanged.connect(self._suggest_name)
        self._suggest_name()
        self.progress = Progress()
        self.progress.cancel_requested.connect(self._cancel)
        self.progress.hide()
        self.failed = Said("alert-triangle", "danger", "error")
        self.done = Said("check-circle", "ok", "ok")
        for part in (
            side_by_side(self.what, self.format),
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
        self.default, self.first = self.write, self.what.edit

    def close_card(self) -> None:
        """An export under way ends with its card; nothing is written then."""
        self._cancel()
        super().close_card()

    def _suggest_name(self) -> None:
        what = self.what.edit.currentData()
        name = f"{what}-{self._from.isoformat()}-{self._to.isoformat()}"
        self.file.edit.setText(name)

    def _write(self) -> None:
        self.failed.say("")
        self.done.say("")
        out = self._out()
        if out is not None:
            self.write.disable("The file is being written")
            self.progress.say(f"Exporting to {out.name}", "it appears when it is complete")
            self.progress.show()
            self._job = self._begin(out)
        self.refit()

    def _out(self) -> Path | None:
        """Where to, or None after saying what is wrong."""
        name, kind = typed(self.file), self.format.edit.currentData()
        folder = self.folder.taken()
        if folder is None:
            return None
        if not name or Path(name).name != name or name.startswith("."):
            self.file.refuse("Type a name without a folder in it.")
            return None
        return folder / (name if name.endswith(f".{kind}") else f"{name}.{kind}")

    def _begin(self, out: Path) -> Job:
        tasks, session = self._desk.tasks, self._desk.session
        period = (self._from, self._to, self.format.edit.currentData(), out)
        if self.what.edit.currentData() == "audit":
            return tasks.query(
                reports.export_audit, session, *period, done=self._on_done, failed=self._on_failed
            )
        return tasks.long(
            reports.export_encounters,
            session,
            *period,
            progress=self._on_step,
            done=self._on_done,
            failed=self._on_failed,
        )

    def _on_step(self, step: Step) -> None:
        if self._job is not None:
            self.progress.say(
                "Exporting", f"{step.done} of {step.total} lines", step.done, step.total
            )

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._end()
            self.failed.say("Stopped at your request. Nothing was written.")
            self.refit()

    def _on_done(self, exported: Exported) -> None:
        self._end()
        count = "1 line" if exported.rows == 1 else f"{exported.rows} lines"
        self.done.say(f"{count} written to {exported.path}")
        self.default = self._close
        self.refit()

    def _on_failed(self, problem: Problem) -> None:
        self._end()
        self.failed.say(f"{problem.sentence} {problem.advice}")
        self.refit()

    def _end(self) -> None:
        self._job = None
        self.progress.hide()
        self.write.enable()
