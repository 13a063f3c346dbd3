"""A service with people in it, and as many tickets as asked for, of a realistic spread."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django_scopes import scope

from sangdam.accounts.actions import create_member
from sangdam.agents.actions import add_agent, create_group
from sangdam.agents.models import Role
from sangdam.demo.seed_service import LANGUAGES, furnish_service
from sangdam.foundation.crypto import encrypt
from sangdam.foundation.events import Actor
from sangdam.organizations.actions import create_organization, create_service
from sangdam.organizations.selectors import find_service
from sangdam.security.actions import enable_open_api
from sangdam.tickets.models import Ticket

if TYPE_CHECKING:
    from sangdam.organizations.models import Service

GROUPS = 4
TICKETS_OF_ONE_USERCODE = 8


@dataclass(frozen=True)
class Login:
    """What a member signs in with."""

    email: str
    password: str


@dataclass(frozen=True)
class Tenant:
    """A service made for measuring, with its key and its people; the first of them is an administrator."""

    service_pk: int
    service_id: str
    organization_id: str
    key: str
    logins: tuple[Login, ...]


def found_tenant(service_id: str, *, agents: int) -> Tenant:
    """Found an organization with one service, groups and agents, through the product's own actions."""
    system = Actor.system()
    with transaction.atomic():
        organization = create_organization(name=f"Bench {service_id}", domain=f"bench-{service_id}", actor=system)
        service = create_service(
            organization=organization,
            service_id=service_id,
            name=f"Bench {service_id}",
            languages=LANGUAGES,
            actor=system,
        )
        furnish_service(service, ids_of_the_samples=False)
        key = enable_open_api(service=service, actor=system)
        groups = [create_group(service=service, name=f"Group {number}", actor=system) for number in range(GROUPS)]
        logins = []
        for number in range(agents):
            login = Login(f"{service_id}{number}@bench.example", secrets.token_urlsafe(12))
            member = create_member(
                organization=organization,
                email=login.email,
                name=f"Agent {number}",
                password=login.password,
                actor=system,
            )
            with scope(service=service):
                add_agent(
                    service=service,
                    member=member,
                    role=Role.ADMINISTRATOR if number == 0 else Role.AGENT,
                    groups=[groups[number % GROUPS]],
                    actor=system,
                )
            logins.append(login)
    assert key is not None
    return Tenant(service.pk, service_id, organization.organization_id, key, tuple(logins))


def fill(tenant: Tenant, first: int, last: int) -> None:
    """Add tickets number `first` to `last` with customers, history and dispatched events, and let the planner know.

    A year of inquiries: most are completed or resolved, one in ten is open, one in fifty new. Every usercode has eight
    tickets, whatever the total. Encrypted values have the right size but open only on tickets `encrypt_truly` has
    visited.
    """
    numbers = {"service": tenant.service_pk, "first": first, "last": last, "people": TICKETS_OF_ONE_USERCODE}
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS, numbers)
        cursor.execute(_TICKETS, numbers)
        cursor.execute(_ENTRIES, numbers)
        cursor.execute(_EVENTS, numbers)
        for table in ("customers_customer", "tickets_ticket", "tickets_historyentry", "events_event"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def ticket_ids(tenant: Tenant, count: int) -> list[str]:
    """List the ids of that many filled tickets, spread evenly over all of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ticket_id FROM (SELECT ticket_id, row_number() OVER (ORDER BY id) AS place,"
            " count(*) OVER () AS total FROM tickets_ticket WHERE service_id = %(service)s) AS numbered"
            " WHERE place %% greatest(total / %(count)s, 1) = 0 LIMIT %(count)s",
            {"service": tenant.service_pk, "count": count},
        )
        return [row[0] for row in cursor.fetchall()]


def usercodes(tenant: Tenant, count: int) -> list[str]:
    """List that many usercodes that have submitted inquiries, spread evenly."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT usercode FROM customers_customer WHERE service_id = %s ORDER BY md5(usercode) LIMIT %s",
            [tenant.service_pk, count],
        )
        return [row[0] for row in cursor.fetchall()]


def encrypt_truly(tenant: Tenant, ids: Sequence[str]) -> None:
    """Give tickets encrypted values that open, as the product would have written them."""
    with scope(service=_service(tenant)):
        for ticket in Ticket.objects.filter(ticket_id__in=ids):
            ticket.encrypted_values = {
                code: encrypt(value, ticket.encryption_context(code))
                for code, value in (("mail", "customer@example.com"), ("phone", "010-1234-5678"))
            }
            ticket.save(update_fields=["encrypted_values"])


def _service(tenant: Tenant) -> "Service":
    service = find_service(tenant.service_id)
    assert service is not None
    return service


def waiting_events() -> int:
    """Count the events that no dispatcher has taken yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events_event WHERE dispatched_at IS NULL")
        row: Any = cursor.fetchone()
        return int(row[0])


# Spreads come from the number itself by multiplication with primes, so that 1,000 tickets look like 100,000.

_CUSTOMERS = """
INSERT INTO customers_customer
    (id, service_id, usercode, encrypted_email, email_index, encrypted_phone, phone_index, created_at)
SELECT gen_random_uuid(), %(service)s, 'user' || customer, 's1:' || repeat(md5(customer::text), 2),
       decode(md5('mail' || customer), 'hex'), 's1:' || repeat(md5(customer::text), 2),
       decode(md5('phone' || customer), 'hex'), now()
FROM generate_series((%(first)s - 1) / %(people)s, (%(last)s - 1) / %(people)s) AS customer
ON CONFLICT DO NOTHING
"""

_TICKETS = """
WITH numbered AS (
    SELECT number, number * 7919 %% 100 AS fate, number * 104729 %% 1000 AS chance,
           now() - interval '365 days' * ((number * 15485863) %% 1000003 / 1000003.0) AS created_at
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
), fated AS (
    SELECT *, CASE WHEN fate < 2 THEN 'new' WHEN fate < 10 THEN 'open' WHEN fate < 13 THEN 'reply'
                   WHEN fate < 55 THEN 'solved' ELSE 'closed' END AS status,
           least(now(), created_at + interval '1 hour' * (1 + chance / 10.0)) AS updated_at
    FROM numbered
), people AS (
    SELECT array_agg(agent.id ORDER BY agent.id) AS agents, array_agg(place.group_id ORDER BY agent.id) AS groups
    FROM agents_agent AS agent JOIN agents_groupmembership AS place ON place.agent_id = agent.id
    WHERE agent.service_id = %(service)s
), types AS (
    SELECT array_agg(id ORDER BY id) AS ids FROM categories_submissiontype WHERE service_id = %(service)s
)
INSERT INTO tickets_ticket
    (service_id, ticket_id, status, priority, channel, language, subject, body, body_format, usercode,
     "values", encrypted_values,
     created_at, updated_at, waiting_since, solved_at, closed_at,
     customer_id, submission_type_id, assignee_id, group_id)
SELECT %(service)s,
       'T' || lpad((extract(epoch FROM fated.created_at) * 1000)::bigint::text, 13, '0')
           || upper(substr(md5(number::text), 1, 5)),
       status,
       CASE WHEN chance < 50 THEN 'urgent' WHEN chance < 150 THEN 'high' ELSE 'normal' END,
       (ARRAY['web', 'spweb', 'api'])[1 + number %% 3],
       (ARRAY['ko', 'ko', 'ko', 'en', 'ja', 'zh', 'th'])[1 + number %% 7],
       '배송 문의 ' || number,
       repeat('주문한 상품이 아직 도착하지 않았습니다. 언제 받을 수 있을까요? ', 2 + (chance %% 8)::int),
       'text',
       'user' || (number - 1) / %(people)s,
       jsonb_build_object('name', '고객 ' || number, 'typeOne', '구분' || chance %% 5, 'textbox', md5(number::text)),
       jsonb_build_object('mail', 's1:' || repeat(md5(number::text), 3),
                          'phone', 's1:' || repeat(md5(number::text), 2)),
       fated.created_at, updated_at,
       CASE WHEN status IN ('new', 'open') THEN fated.created_at END,
       CASE WHEN status IN ('solved', 'closed') THEN updated_at END,
       CASE WHEN status = 'closed' THEN updated_at END,
       customer.id,
       types.ids[1 + chance %% cardinality(types.ids)],
       CASE WHEN status <> 'new' THEN people.agents[1 + chance %% cardinality(people.agents)] END,
       CASE WHEN status <> 'new' THEN people.groups[1 + chance %% cardinality(people.groups)] END
FROM fated CROSS JOIN people CROSS JOIN types
LEFT JOIN customers_customer AS customer
    ON customer.service_id = %(service)s
    AND customer.email_index = decode(md5('mail' || (number - 1) / %(people)s), 'hex')
ORDER BY fated.created_at
"""

# One to four entries a ticket that somebody has taken: answers, re-inquiries, internal comments.
_ENTRIES = """
INSERT INTO tickets_historyentry (service_id, ticket_id, kind, author_id, body, body_format, created_at)
SELECT %(service)s, ticket.id, kind, CASE WHEN kind <> 'reinquiry' THEN assignee_id END,
       repeat('확인 후 다시 안내드리겠습니다. 불편을 드려 죄송합니다. ', 2 + place::int), 'text',
       ticket.created_at + (ticket.updated_at - ticket.created_at) * place / 5
FROM (SELECT *, substr(subject, 7)::bigint AS number FROM tickets_ticket WHERE service_id = %(service)s) AS ticket
CROSS JOIN LATERAL unnest(ARRAY['comment', 'pended', 'reinquiry', 'resolved']) WITH ORDINALITY AS entry (kind, place)
WHERE number BETWEEN %(first)s AND %(last)s AND assignee_id IS NOT NULL AND (
    (kind = 'comment' AND number %% 3 = 0) OR (kind = 'pended' AND number %% 4 = 0)
    OR (kind = 'reinquiry' AND number %% 5 = 0) OR (kind = 'resolved' AND solved_at IS NOT NULL))
"""

_EVENTS = """
INSERT INTO events_event
    (service_id, kind, subject, actor_kind, actor_id, payload, created_at, recorded_at, dispatched_at)
SELECT %(service)s, 'ticket.' || kind, ticket.ticket_id,
       CASE WHEN kind IN ('created', 'reinquired') THEN 'customer' ELSE 'agent' END,
       CASE WHEN kind NOT IN ('created', 'reinquired') THEN assignee_id END,
       jsonb_build_object('status', status, 'assignee_id', assignee_id, 'group_id', group_id, 'channel', channel),
       at, at, at
FROM (SELECT *, substr(subject, 7)::bigint AS number FROM tickets_ticket WHERE service_id = %(service)s) AS ticket
CROSS JOIN LATERAL (
    VALUES ('created', ticket.created_at, TRUE),
           ('assigned', ticket.created_at + interval '1 minute', assignee_id IS NOT NULL),
           ('reinquired', ticket.created_at + interval '2 minutes', assignee_id IS NOT NULL AND number %% 5 = 0),
           ('resolved', ticket.updated_at, solved_at IS NOT NULL)
) AS event (kind, at, is_there)
WHERE number BETWEEN %(first)s AND %(last)s AND is_there
"""
