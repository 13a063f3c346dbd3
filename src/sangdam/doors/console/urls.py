"""The console's addresses, on the bare host."""

from allauth.account import views as sign_in
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter
from django.views.decorators.cache import never_cache

from sangdam.doors.console import (
    attachments,
    converters,
    deliveries,
    demo_mailbox,
    live,
    members,
    service_management,
    tickets,
)

register_converter(converters.ServiceId, "service")
register_converter(converters.ListCode, "list")
register_converter(converters.TicketId, "ticket")
register_converter(converters.AttachmentId, "attachment")
register_converter(converters.MailId, "mail")

_ticket = [
    path("", tickets.show_ticket, name="ticket"),
    path("keep/", tickets.keep, name="keep"),
    path("forward/", tickets.forward, name="forward"),
    path("forward/targets/", tickets.forward_targets, name="forward-targets"),
    path("pend/", tickets.pend, name="pend"),
    path("resolve/", tickets.resolve, name="resolve"),
    path("comment/", tickets.comment, name="comment"),
    path("read/", tickets.mark_read, name="read"),
    path("stored/", tickets.show_stored, name="stored"),
]

_service: list[URLPattern | URLResolver] = [
    path("", tickets.open_service, name="service"),
    path("tickets/<list:list_name>/", tickets.show_list, name="list"),
    path("tickets/<list:list_name>/order/", tickets.choose_order, name="order"),
    path("tickets/<list:list_name>/<ticket:ticket_id>/", include(_ticket)),
    path("attachments/", attachments.upload_attachment, name="upload"),
    path("attachments/waiting/", attachments.show_waiting, name="waiting"),
    path("attachments/<attachment:attachment_id>/remove/", attachments.remove_attachment, name="remove-attachment"),
    path("attachments/<attachment:attachment_id>", attachments.show_attachment, name="attachment"),
    path("settings/authentication/open-api/", service_management.open_api, name="open-api"),
    path("deliveries/", deliveries.list_outgoing, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/repeat/", deliveries.repeat, name="repeat-delivery"),
    path("demo-mailbox/", demo_mailbox.show_mailbox, name="demo-mailbox"),
    path("demo-mailbox/<mail:mail_id>/", demo_mailbox.show_mailbox, name="demo-mail"),
    path("demo-mailbox/<mail:mail_id>/html/", demo_mailbox.show_html, name="demo-mail-html"),
    path("live/poll/", live.poll, name="poll"),
    path("live/refresh/<list:list_name>/", live.refresh, name="refresh"),
]

console: list[URLPattern | URLResolver] = [
    path("console/", members.choose_service, name="services"),
    path("console/preferences/", members.preferences, name="preferences"),
    path("console/connection/", live.check_connection, name="connection"),
    path("console/language/", members.choose_language, name="language"),
    path("console/<service:service_id>/", include(_service)),
]

# Only what members need of allauth: nobody signs up, and addresses are changed by the organization. No browser keeps
# these pages: going back would show what was typed, and a form whose token is used.
_sign_in = [
    path("login/", never_cache(sign_in.login), name="account_login"),
    path("logout/", never_cache(sign_in.logout), name="account_logout"),
    path("inactive/", never_cache(sign_in.account_inactive), name="account_inactive"),
    path("signup/", never_cache(sign_in.signup), name="account_signup"),
    path("password/change/", never_cache(sign_in.password_change), name="account_change_password"),
    path("password/reset/", never_cache(sign_in.password_reset), name="account_reset_password"),
    path("password/reset/done/", never_cache(sign_in.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        never_cache(sign_in.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        never_cache(sign_in.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", members.begin),
    path("", include((console, "console"))),
    path("accounts/", include(_sign_in)),
]
