"""Why the room of answer mails refuses: stable codes, no text for people."""

from sangdam.foundation.errors import DomainError


class MailSettingsError(DomainError):
    """A mail setting cannot be so. Codes:

    - `sender_name_invalid`: empty, longer than 45 characters, or more than one line;
    - `sender_address_invalid`: not an address that SMTP carries;
    - `language_unknown`: the service does not speak it;
    - `content_missing`: a layout has no `#{content}`, so the answer would not be in the mail;
    - `layout_too_long` (`details["maximum"]`);
    - `layout_unsafe`: a layout has scripts, frames or forms (`details["found"]`).
    """
