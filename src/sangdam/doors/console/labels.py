"""The console's labels for codes: statuses, channels, priorities, errors, and what its scripts say."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

STATUS_NAMES: dict[str, Promise] = {
    "new": pgettext_lazy("ticket status", "Unassigned"),
    "open": pgettext_lazy("ticket status", "In progress"),
    "reply": pgettext_lazy("ticket status", "Pending"),
    "solved": pgettext_lazy("ticket status", "Resolved"),
    "closed": pgettext_lazy("ticket status", "Completed"),
}

PRIORITY_NAMES: dict[str, Promise] = {
    "low": pgettext_lazy("priority", "Low"),
    "normal": pgettext_lazy("priority", "Normal"),
    "high": pgettext_lazy("priority", "High"),
    "urgent": pgettext_lazy("priority", "Urgent"),
}

# Each with what it is called as a command.
ORDER_NAMES: dict[str, tuple[Promise, Promise]] = {
    "latest": (pgettext_lazy("order", "Latest"), _("Sort: latest change first")),
    "waiting": (pgettext_lazy("order", "Waiting"), _("Sort: longest waiting first")),
}

CHANNEL_NAMES: dict[str, Promise] = {
    "web": _("Help center"),
    "spweb": _("Help center (mobile)"),
    "api": pgettext_lazy("channel", "API"),
}
CHANNEL_ICONS = {"web": "globe", "spweb": "device", "api": "api"}

LANGUAGE_NAMES: dict[str, Promise] = {
    "ko": _("Korean"),
    "en": _("English"),
    "ja": _("Japanese"),
    "zh": _("Chinese"),
    "th": _("Thai"),
}

ROLE_NAMES: dict[str, Promise] = {"administrator": _("Administrator"), "agent": _("Agent")}

# What a refused action says: the rooms give codes, the door finds the label.
ERRORS: dict[str, Promise] = {
    "already_assigned": _("Someone else has already taken this ticket."),
    "wrong_status": _("The ticket's status no longer allows this."),
    "empty_body": _("Enter a message first."),
    "body_too_long": _("The text is too long."),
    "too_many_entries": _("This ticket has reached its limit. Continue in a new one."),
    "unknown_group": _("Choose one of your groups."),
    "unknown_agent": _("This agent is no longer active. Choose another one."),
    "group_gone": _("This group no longer exists. Choose another one."),
    "agent_not_in_group": _("This agent is not in that group. Choose again."),
    "not_of_ticket_group": _("Only agents in the ticket’s group and administrators can forward it to themselves."),
    "agent_not_receiving": _("This agent is not taking tickets right now. Choose another one."),
    "changed_meanwhile": _("The ticket changed while you were writing. Review the changes, then send again."),
    "unknown_attachment": _("A file is not there any more. Remove it and attach it again."),
    "too_many_attachments": _("Too many files: attach five at most."),
    "idempotency_key_reused": _("An earlier version has already been sent. The text in the field now was not sent."),
    "already_sent": _("This email has already been sent."),
    "under_way": _("This email is being sent right now."),
    "not_permitted": _("Only the assigned agent or an administrator can do this."),
}
UNKNOWN_ERROR: Promise = _("This could not be done. Nothing was changed.")

# Why a file was not taken (foundation.storage.UploadError: its reason, else its code).
UPLOAD_ERRORS: dict[str, Promise] = {
    "too_large": _("Larger than 10 MB"),
    "name_too_long": _("The name has more than 99 characters"),
    "name": _("The name has characters that are not allowed"),
    "extension": _("Files of this kind cannot be sent"),
    "empty": _("The file is empty"),
    "content": _("The content is not what the name says"),
}

DELIVERY_STATES: dict[str, Promise] = {
    "waiting": pgettext_lazy("mail", "Waiting"),
    "sending": pgettext_lazy("mail", "Sending"),
    "retrying": pgettext_lazy("mail", "Will be tried again"),
    "sent": pgettext_lazy("mail", "Sent"),
    "failed": pgettext_lazy("mail", "Failed"),
}

# While no mail server is named nothing is sent, and nobody shall believe that it was.
IN_DEMO_MAILBOX: Promise = _("In the demo mailbox, not sent")

# Why a mail was not taken (foundation.outbound.MailFault).
MAIL_FAULTS: dict[str, Promise] = {
    "misconfigured": _("The mail server's settings are wrong"),
    "unreachable": _("The mail server cannot be reached"),
    "timeout": _("The mail server did not answer in time"),
    "tls_failed": _("No secure connection to the mail server"),
    "greeting_refused": _("The mail server rejected the connection"),
    "sign_in_refused": _("The mail server rejected the sign-in"),
    "disconnected": _("The mail server closed the connection"),
    "sender_refused": _("The mail server rejected the sender"),
    "recipient_refused": _("The mail server rejected the recipient"),
    "content_refused": _("The mail server rejected the content"),
    "unsendable": _("The email could not be composed"),
    "stumbled": _("Internal error"),
}

# Why a call of the Open API was turned away.
CALL_ERRORS: dict[str, Promise] = {
    "open_api_off": _("The Open API is turned off"),
    "address_not_allowed": _("The caller's address is not allowed"),
    "timestamp_missing": _("No timestamp (X-TC-Timestamp)"),
    "timestamp_not_numeric": _("The timestamp is not a number"),
    "timestamp_expired": _("The timestamp is more than 5 minutes off"),
    "signature_missing": _("No signature (Authorization)"),
    "signature_wrong": _("The signature is wrong"),
    "file_missing": _("The upload has no file"),
    "too_many_by_email": _("Spam policy: too many inquiries from one email address"),
    "too_many_by_address": _("Spam policy: too many inquiries from one customer address"),
}


@dataclass(frozen=True)
class Counted:
    """A text of the scripts whose form depends on its first value: "1 character", "2 characters"."""

    text: Any
    """`ngettext_lazy` with `"count"` as its number."""

    def forms(self) -> dict[str, str]:
        """Return the forms of the member's language under the names `Intl.PluralRules` gives them."""
        return {"one": self.text % {"count": 1}, "other": self.text % {"count": 2}}


# Read by frontend/console/labels.ts; `{}` is where a value goes.
SCRIPT_LABELS: dict[str, Promise | Counted] = {
    "now": pgettext_lazy("age", "now"),
    "minutes": pgettext_lazy("age", "{}m"),
    "hours": pgettext_lazy("age", "{}h"),
    "days": pgettext_lazy("age", "{}d"),
    "close": _("Close"),
    "copied": _("Copied: {}"),
    "open": _("Open"),
    "draftSaved": _("Draft kept on this device"),
    "draftRestored": _("Your draft has been restored"),
    "tooLarge": _("Larger than 10 MB"),
    "wrongKind": _("Files of this kind cannot be sent"),
    "tooManyFiles": _("Too many files: attach five at most."),
    "attached": _("Attached: {}"),
    "removed": _("Removed: {}"),
    "removeFile": _("Remove {}"),
    "tryAgain": _("Try again"),
    "uploadOf": _("Upload of {}"),
    "notUploaded": _("Not uploaded"),
    "fileGone": _("Not there any more: attach it again"),
    "stillUploading": _("A file is still being uploaded."),
    "notAttached": _("A file is not attached: try again or remove it."),
    "screenshot": _("Screenshot {}"),
    "sending": _("Sending…"),
    "lastOne": _("That was the last ticket in this list."),
    "wasSent": _("Already sent, so the draft was removed"),
    "tooLong": Counted(ngettext_lazy("{} character too many", "{} characters too many", "count")),
    "failed": _("This could not be done ({}). Nothing you wrote is lost."),
    "unreachable": _("Sangdam cannot be reached. Nothing you wrote is lost. Try again in a moment."),
    "notNow": _("This cannot be done right now. Nothing you wrote is lost. Try again in a moment."),
    "gone": _("This no longer exists."),
    "assignedToYou": _("Assigned to you: {}"),
    "cameBack": _("The customer asked again: {}"),
    "newInquiries": Counted(ngettext_lazy("{} new inquiry", "{} new inquiries", "count")),
    "live": _("Live"),
    "connecting": _("Connecting"),
    "connected": _("Connected"),
    "polling": _("Not live"),
    "offline": _("No connection"),
    "troubled": _("Out of service"),
    "signedOut": _("Signed out"),
    "matches": _("{} found"),
    "taken": _("{} selected"),
    "nothingFound": _("No results"),
    "goToTicket": _("Go to ticket {}"),
    "inThisList": _("In this list"),
    "commands": _("Commands"),
    "whatAssigned": _("The assigned agent changed."),
    "whatAnswered": _("Someone answered this ticket."),
    "whatCommented": _("There is a new internal comment."),
    "whatReinquired": _("The customer asked again."),
    "changeSeen": _("You are up to date."),
}
