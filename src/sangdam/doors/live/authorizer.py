"""Who may listen to a service: its agents who are signed in to the console."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from sangdam.agents import selectors
from sangdam.foundation.live.authorizer import NotAuthorized


@dataclass(frozen=True)
class AgentSubscription:
    """An agent's open screen, and by what the agent was recognised."""

    service_pk: int
    agent_id: int
    member_id: int
    session_key: str
    session_hash: str

    @property
    def owner(self) -> int:
        """Return whose screen it is."""
        return self.member_id


class AgentAuthorizer:
    """Lets in a member with a console session who is an active agent of an active service."""

    def authorize(self, service_id: str, cookies: Mapping[str, str]) -> AgentSubscription:
        """Return the subscription; raise `NotAuthorized` with 401 without a valid session, else with 404."""
        request = HttpRequest()
        request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
        member = auth.get_user(request)
        if not member.is_authenticated or request.session.session_key is None:
            raise NotAuthorized(401)
        agent = selectors.find_agent(member_id=member.pk, service_id=service_id)
        if agent is None:
            raise NotAuthorized(404)
        return AgentSubscription(
            service_pk=agent.service_id,
            agent_id=agent.pk,
            member_id=member.pk,
            session_key=request.session.session_key,
            session_hash=member.get_session_auth_hash(),
        )

    def still_authorized(self, subscriptions: Sequence[AgentSubscription]) -> set[AgentSubscription]:
        """Return those that would be authorized again: session there, password the same, agent and service active."""
        keys = {subscription.session_key for subscription in subscriptions}
        sessions = set(
            SessionStore.get_model_class()
            .objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
            .values_list("session_key", flat=True)
        )
        agents = selectors.find_active_agents({subscription.agent_id for subscription in subscriptions})
        hashes = {agent.pk: agent.member.get_session_auth_hash() for agent in agents}
        return {
            subscription
            for subscription in subscriptions
            if subscription.session_key in sessions and hashes.get(subscription.agent_id) == subscription.session_hash
        }
