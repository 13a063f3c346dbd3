"""Keep the traces of inquiries and the list of refused calls as short as they are useful."""

from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from sangdam.foundation.jobs import LATE, periodic
from sangdam.security.models import InquiryTrace, RejectedCall, SpamPolicy

REFUSED_CALLS_KEPT = 500
REFUSED_CALLS_KEPT_FOR = timedelta(days=30)


@periodic("security.forget_inquiries", cron="*/10 * * * *", priority=LATE)
def forget_inquiries() -> None:
    """Delete the traces of inquiries that no policy counts any more."""
    now = timezone.now()
    with scopes_disabled():
        for policy in SpamPolicy.objects.all():
            traces = InquiryTrace.objects.filter(service_id=policy.service_id)
            if policy.is_enabled:
                minutes = max(policy.email_minutes, policy.address_minutes)
                traces = traces.filter(created_at__lt=now - timedelta(minutes=minutes))
            traces.delete()


@periodic("security.forget_rejected_calls", cron="5 * * * *", priority=LATE)
def forget_rejected_calls() -> None:
    """Keep the latest 500 refused calls of each service, and none older than 30 days."""
    with scopes_disabled():
        RejectedCall.objects.filter(at__lt=timezone.now() - REFUSED_CALLS_KEPT_FOR).delete()
        for service_id in list(RejectedCall.objects.order_by().values_list("service_id", flat=True).distinct()):
            calls = RejectedCall.objects.filter(service_id=service_id)
            for last in calls.order_by("-id").values_list("id", flat=True)[REFUSED_CALLS_KEPT : REFUSED_CALLS_KEPT + 1]:
                calls.filter(id__lte=last).delete()
