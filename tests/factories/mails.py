"""Mails as the product makes them."""

from typing import Any

from sangdam.foundation.outbound import Mail


def make_mail(**given: Any) -> Mail:
    """Make a mail with every member a real one has."""
    values: dict[str, Any] = {
        "sender_name": "상담 센터",
        "sender_address": "support@example.com",
        "recipient_name": "김고객",
        "recipient_address": "kim@example.org",
        "subject": "Re: 배송이 언제 되나요?",
        "text": "안녕하세요.\n곧 갑니다.",
        "html": "<p>안녕하세요.<br>곧 갑니다.</p>",
        "message_id": "<1@sangdam.localhost>",
        "in_reply_to": "<0@sangdam.localhost>",
        "references": ("<0@sangdam.localhost>",),
        "date": "Sat, 21 Nov 2026 10:00:00 +0000",
    }
    return Mail(**{**values, **given})
