"""The administrator's page: who may sign in, and the site itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt

from workstation.site.staff import Account
from workstation.ui import theme, when
from workstation.ui.account_cards import (
    AddAccountCard,
    CloseAccountCard,
    RenewSignatureCard,
    ResetPasswordCard,
)
from workstation.ui.pages import Desk, Hints, Page
from workstation.ui.safety_card import SafetyCard
from workstation.ui.site_card import SiteCard
from workstation.ui.table import Cell, Column, RowsView, TableRow
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, Scroll, line
from workstation.workflows import administration, signatures


class AccountsPage(Page):
    """Accounts above, the site below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Site", desk.session.site.name)
        self._accounts: dict[str, Account] = {}
        self.add = Button("Add account", "primary", "plus", on_click=self._add)
        self.head.addWidget(self.add)
        self.table = RowsView(
            (
                Column("Name", 260),
                Column("Role", 180),
                Column("Since", 180),
                Column("State"),
            ),
            "Accounts",
            theme.SMALL_TABLE_ROW_HEIGHT,
            keeps_mark=True,
        )
        self.table.current_changed.connect(self._on_current)
        self.table.chosen.connect(lambda _: self._reset_password())
        self._ends: Mapping[str, datetime] = {}
        self.renew = Button("Renew signature", on_click=self._renew_signature)
        self.reset = Button("Reset password", on_click=self._reset_password)
        self.close_it = Button("Close account", on_click=self._close_account)
        self.site = SiteCard(desk)
        self.safety = SafetyCard(desk)
        scroll = Scroll()
        scroll.body.setSpacing(theme.CARD_GAP)
        scroll.body.addWidget(self._accounts_card())
        scroll.body.addWidget(self.site)
        scroll.body.addWidget(self.safety)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll, 1)

    @property
    def hints(self) -> Hints:
        return (("Up Down", "move"), ("Enter", "reset password"), ("Tab", "next"))

    def refresh(self) -> None:
        self.run(signatures.signature_ends, done=self._on_ends)
        self.run(administration.accounts, done=self._on_read)

    def take_keyboard(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _accounts_card(self) -> Card:
        card = Card(padding=0)
        card.body.setContentsMargins(1, 12, 1, 12)
        head = line()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(label("Accounts", "heading"))
        card.body.addLayout(head)
        card.body.addWidget(self.table)
        foot = line(gap=theme.GAP)
        foot.setContentsMargins(16, 0, 16, 0)
        foot.addStretch(1)
        foot.addWidget(self.renew)
        foot.addWidget(self.reset)
        foot.addWidget(self.close_it)
        card.body.addLayout(foot)
        return card

    def _on_ends(self, ends: Mapping[str, datetime]) -> None:
        self._ends = ends

    def _on_read(self, accounts: tuple[Account, ...]) -> None:
        self._accounts = {account.user: account for account in accounts}
        self.table.set_rows([self._row(account) for account in accounts])
        self.table.grow_with_rows()
        self._on_current(self.table.current_key())

    def _row(self, account: Account) -> TableRow:
        since = when.date_text(when.local(account.created_at, self.desk.zone).date())
        state = self._state(account)
        cells = (
            Cell(account.printed_name, account.user, strong=True),
            Cell(account.role.value.capitalize()),
            Cell(since),
            state,
        )
        return TableRow(account.user, cells)

    def _state(self, account: Account) -> Cell:
        if not account.active:
            return Cell("Closed", role="text2")
        end = self._ends.get(account.user)
        if end is None:
            return Cell("Open")
        soon = end - self.desk.now() <= signatures.TOLD_TO_ADMINISTRATOR
        day = when.date_text(when.local(end, self.desk.zone).date())
        return Cell("Open", f"signs until {day}", detail_role="warn" if soon else "text2")

    def _current(self) -> Account | None:
        key = self.table.current_key()
        return self._accounts.get(str(key)) if key is not None else None

    def _on_current(self, key: object) -> None:
        del key
        account = self._current()
        mine = account is not None and account.user == self.desk.session.account.user
        for button in (self.renew, self.reset, self.close_it):
            if account is None or not account.active:
                button.disable("The account is closed")
            elif mine and button is not self.renew:
                button.disable("Your own password is changed under your name, at the left below")
            else:
                button.enable()

    def _add(self) -> None:
        card = AddAccountCard(self, self.desk)
        card.changed.connect(self.refresh)
        card.open()

    def _reset_password(self) -> None:
        account = self._current()
        if account is not None and self.reset.isEnabled():
            card = ResetPasswordCard(self, self.desk, account)
            card.changed.connect(self.refresh)
            card.open()

    def _renew_signature(self) -> None:
        account = self._current()
        if account is not None and self.renew.isEnabled():
            card = RenewSignatureCard(self, self.desk, account)
            card.changed.connect(self.refresh)
            card.open()

    def _close_account(self) -> None:
        account = self._current()
        if account is not None and self.close_it.isEnabled():
            card = CloseAccountCard(self, self.desk, account)
            card.changed.connect(self.refresh)
            card.open()
