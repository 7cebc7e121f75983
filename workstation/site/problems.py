"""What went wrong, in words for the person at the desk.

One entry a situation: the sentence says what happened and what it means for the work at hand,
the advice says what to do next. Rooms below ``ui`` raise ``Problem`` and nothing else on purpose.
"""

from __future__ import annotations

import string
from enum import Enum


class Situation(Enum):
    """Every situation the program knows: (sentence, advice). Names in braces are its facts."""

    # signing in
    WRONG_PASSWORD = (
        "This user name and password do not belong together.",
        "Check the keyboard layout and Caps Lock, then try again.",
    )
    SIGN_IN_DELAYED = (
        "Too many wrong passwords. The next try is possible in {wait}.",
        "Wait, or ask an administrator to reset the password.",
    )
    ACCOUNT_DISABLED = (
        "This account has been closed.",
        "Ask an administrator if that is a mistake.",
    )
    WEAK_PASSWORD = ("This password cannot be used: {reason}.", "{hint}")
    WRONG_RECOVERY_KEY = (
        "This is not the recovery key of this site.",
        "Type all groups as printed; hyphens and spaces do not matter.",
    )
    USER_EXISTS = (
        "There is already an account with the user name {user}.",
        "Choose another user name; names of closed accounts stay taken.",
    )
    BAD_USER_NAME = (
        "This user name cannot be used: {reason}.",
        "Use 2 to 32 small letters, digits, dots, hyphens or underscores.",
    )
    LAST_ADMINISTRATOR = (
        "This is the last administrator, so the account stays open.",
        "Add a second administrator first.",
    )
    NOT_ALLOWED = (
        "The role {role} may not do this.",
        "Ask someone with the right role, or sign in as that person.",
    )
    SESSION_ENDED = ("This session has ended.", "Sign in again.")

    # the site's folder and its one window
    SITE_EXISTS = ("This folder already holds a site.", "Sign in, or choose another folder.")
    NO_SITE = ("There is no site in {path}.", "Check the folder, or set up a new site.")
    SECOND_WINDOW = (
        "The workstation is already open here, by {holder}.",
        "Use that window, or close it first.",
    )
    FOLDER_NOT_WRITABLE = (
        "This folder cannot be written: {path}.",
        "Nothing was changed. Check the folder's permissions or choose another folder.",
    )
    FOLDER_IN_USE = (
        "{path} holds other files and can be read by others, so it is no place for patient data.",
        "Nothing was changed. Choose an empty folder of your own.",
    )
    IS_A_LINK = (
        "{path} is a link, and this program never writes through links.",
        "Nothing was changed. Choose the real file or folder.",
    )
    NO_PLAIN_FILE = (
        "{path} is no plain file, so nothing was written there.",
        "Choose another name or folder.",
    )
    OWN_FOLDER = (
        "This program keeps its own files in {path}, so nothing else is written there.",
        "Choose another folder. Nothing was changed.",
    )
    UNSAFE_NAME = ("The name {name} cannot be used for a file.", "Choose another name.")
    VAULT_DAMAGED = (
        "The key file of this site is damaged: {path}.",
        "Nothing was changed. Put the previous copy (ending in .bak) in its place, or restore.",
    )
    VAULT_CHANGED = (
        "The key file of this site was changed from outside: {path}.",
        "Signing is blocked. Put the previous copy (ending in .bak) in its place, or restore.",
    )
    VAULT_OLDER = (
        "The key file is older than the one last used here: an old copy was put back.",
        "Signing is blocked until an administrator has checked the accounts.",
    )
    VAULT_MISSING = (
        "The key file of this site is missing: {path}. Without it the records stay closed.",
        "Put back the previous copy (ending in .bak) or a backup. Nothing was changed.",
    )
    VAULT_BUSY = (
        "The key file of this site is in use by another program.",
        "Try again in a moment. Nothing was changed.",
    )
    SHORT_OF_MEMORY = (
        "This computer has too little free memory to check the password.",
        "Close other programs, then try again.",
    )
    VAULT_NEWER = (
        "The key file of this site was written by a newer version of this program.",
        "Install that version or a later one. Nothing was changed.",
    )
    RESOURCE_MISSING = (
        "A part of the program is missing: {name}.",
        "Install the program again.",
    )

    # the database
    DISK_FULL = (
        "The disk is full. Nothing is lost up to {until}; this answer is not saved.",
        "Free some space, then answer again.",
    )
    DISK_ERROR = (
        "The disk reported an error. Nothing is lost up to {until}; this answer is not saved.",
        "Try again. If it comes back, note the call on paper and tell an administrator.",
    )
    FILE_FULL = (
        "The disk is full, so {path} was not written.",
        "Free some space and try again. An older file of that name is untouched.",
    )
    FILE_NOT_WRITTEN = (
        "The disk reported an error, so {path} was not written.",
        "Try again or choose another place. An older file of that name is untouched.",
    )
    DATABASE_READ_ONLY = (
        "The records cannot be changed: {path} is write-protected.",
        "Ask an administrator to lift it. Nothing is opened that cannot be noted in the audit.",
    )
    DATABASE_MISSING = (
        "The records are not where they should be: {path} is missing.",
        "Restore the newest backup. No new database has been made in its place.",
    )
    DATABASE_NO_PERMISSION = (
        "This computer's user may not open {path}.",
        "Check who owns the file. Nothing was changed.",
    )
    DATABASE_IS_FOLDER = (
        "{path} should be a file but is a folder.",
        "Move the folder away and restore the newest backup.",
    )
    DATABASE_BUSY = (
        "The records were busy for too long; this change is not saved. Held by {holder}.",
        "Try again in a moment.",
    )
    NOT_OUR_DATABASE = (
        "{path} is not the database of this site, or it is damaged.",
        "Nothing was changed. Restore the newest backup.",
    )
    NOT_ENCRYPTED = (
        "{path} is a database without encryption, so it is not used.",
        "Nothing was changed. Find out who put it there.",
    )
    NO_ENCRYPTION = (
        "The database program here cannot encrypt, so nothing is opened.",
        "Install this program again, with its own SQLCipher.",
    )
    DATABASE_EMPTY = (
        "The database {path} is empty.",
        "Restore the newest backup. No new tables have been made in it.",
    )
    DATABASE_DAMAGED = (
        "The database is damaged: {path}.",
        "Do not delete it. Restore the newest verified backup.",
    )
    DATABASE_NEWER = (
        "The records were written by a newer version of this program.",
        "Install that version or a later one. Nothing was changed.",
    )
    DATABASE_REPLACED = (
        "The database file was moved or replaced while it was open. This change is not saved.",
        "Stop, note the call on paper and tell an administrator.",
    )
    DATABASE_OLDER = (
        "The records are older than the last ones seen here: an old copy was put back.",
        "Signing is blocked. Tell an administrator.",
    )
    ANCHOR_MISSING = (
        "The note of the newest audit entry is missing or was changed from outside.",
        "Signing is blocked until an administrator has checked the records.",
    )
    MIGRATION_FAILED = (
        "The records could not be brought to this version; they are as before.",
        "A copy made beforehand is at {backup}.",
    )
    AUDIT_BROKEN = (
        "The audit does not hold together from entry {seq} on.",
        "Signing is blocked. Tell an administrator; do not change the files.",
    )
    AUDIT_FAILED = (
        "This was not done, because it could not be written to the audit.",
        "Try again, then tell an administrator.",
    )

    # working with records
    STALE_VERSION = (
        "This was changed elsewhere at {at} by {by}; your change is not saved.",
        "Look at what changed, then enter yours again.",
    )
    NOT_FOUND = ("There is no {what} with this number.", "Search for it in the list.")
    NOT_A_DRAFT = (
        "This encounter is {state} and can no longer be changed.",
        "It stays as it is. Start a new encounter that says what is right.",
    )
    NOT_YOURS = (
        "This draft belongs to {nurse}.",
        "Only the nurse who took the call can change or sign it.",
    )
    PATIENT_ATTACHED = (
        "This encounter already has its patient, and that never changes.",
        "If it is the wrong person, mark the encounter as entered in error and start again.",
    )
    SETTING_KEPT = (
        "Phone or ward can be changed only before the first answer.",
        "Mark this encounter as entered in error and start again.",
    )
    PATIENT_NEEDED = ("No patient is attached yet.", "Find or add the patient, then sign.")
    REASON_NEEDED = ("A reason is needed for this: {what}.", "Choose or type a reason.")
    NOT_ACCEPTED = ("{what}", "Nothing was changed.")
    CLOCK_BACK = (
        "The computer's clock is earlier than an entry of the audit ({last}).",
        "One of the two is wrong: check the date. Signing asks you to confirm and records it.",
    )

    # signing and documents
    CERTIFICATE_EXPIRED = (
        "Your signing certificate ended on {date}.",
        "Check the computer's date or have your signature renewed. The encounter stays a draft.",
    )
    CERTIFICATE_ENDS = (
        "Your signing certificate ends on {date}; after that day you cannot sign.",
        "Ask an administrator to renew your signature before.",
    )
    CERTIFICATES_END = (
        "Signing certificates that end soon: {count}, the first on {date}.",
        "The page Site shows whose. Renew these signatures there before that day.",
    )
    CERTIFICATE_NOT_YET_VALID = (
        "Your signing certificate is valid only from {date}.",
        "Check the computer's clock. The encounter stays a draft.",
    )
    CERTIFICATE_REVOKED = (
        "Your signing certificate has been revoked.",
        "Ask an administrator for a new one. The encounter stays a draft.",
    )
    CERTIFICATE_UNSUITABLE = (
        "Your certificate cannot sign here: {reason}.",
        "Tell an administrator. The encounter stays a draft.",
    )
    OWN_CHECK_FAILED = (
        "The signed report did not pass this program's own check ({reason}).",
        "Nothing was issued and the encounter stays a draft. Tell an administrator.",
    )
    DOCUMENT_ALTERED = (
        "The stored report is not the one that was signed.",
        "Do not use it. Tell an administrator.",
    )
    SHEET_NOT_MADE = (
        "No sheet can be made: {reason}.",
        "What is known stands in the record and in the signed summary.",
    )
    FILE_IS_FOLDER = (
        "{path} is a folder, so no file of that name can be written.",
        "Add the name of the file. Nothing was changed.",
    )
    FILE_EXISTS = ("There is already a file {path}.", "Choose another name or folder.")
    FILE_UNREADABLE = ("{path} cannot be read.", "Check the path and its permissions.")
    PROTOCOL_REFUSED = (
        "The protocol pack was not loaded: {reason}.",
        "The program works only with a pack that passes its own cases. Install it again.",
    )
    PROTOCOL_FAILED = (
        "The protocol pack was not taken: {reason}.",
        "Nothing was changed. Mend the pack and add it again.",
    )
    PROTOCOL_KNOWN = (
        "{version} is already here with other content; a version never changes.",
        "Give the changed pack another version and add it again.",
    )
    PROTOCOL_NOT_APPROVED = (
        "{version} has not been approved, so it cannot become active.",
        "A manager approves it first.",
    )
    PROTOCOL_SET_ASIDE = (
        "The protocol {version} was not loaded: {reason}.",
        "This session works with {used}. Tell a manager.",
    )
    PROTOCOL_NONE_ACTIVE = (
        "No protocol of this site is active.",
        "This session works with {used}, which comes with the program. Tell a manager.",
    )

    UNEXPECTED = (
        "Something went wrong in the program. What was marked saved is safe.",
        "Try again. If it comes back, give an administrator the number {number}.",
    )

    @property
    def facts(self) -> frozenset[str]:
        """The names that must be given with this situation."""
        names = (
            name for text in self.value for _, name, _, _ in string.Formatter().parse(text) if name
        )
        return frozenset(names)


class Problem(Exception):
    """A situation with its facts, ready to show.

    ``code`` is stable and for programs, ``sentence`` and ``advice`` are for the user and are
    plain text. Facts are never patient data; a forgotten or unknown one is a ``TypeError``.
    """

    def __init__(self, situation: Situation, **facts: object) -> None:
        if facts.keys() != situation.facts:
            needed = sorted(situation.facts)
            raise TypeError(f"{situation.name} takes {needed}, not {sorted(facts)}")
        sentence, advice = situation.value
        self.situation = situation
        self.code = situation.name.lower()
        self.sentence: str = sentence.format(**facts)
        self.advice: str = advice.format(**facts)
        super().__init__(self.sentence)
