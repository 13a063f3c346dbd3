"""Who may listen to a service: its agents who are signed in to the console."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from sangdam.agents import selectors
from sangdam.foundation.live.gate import Refused


@dataclass(frozen=True)
class AgentVisit:
    """An agent's open screen, and by what the agent was recognised."""

    service_pk: int
    agent_id: int
    member_id: int
    session_key: str
    session_hash: str

    @property
    def visitor(self) -> int:
        """Tell whose screen it is."""
        return self.member_id


class AgentsOnly:
    """Admits a member with a console session who is an active agent of an active service."""

    def admit(self, service_id: str, cookies: Mapping[str, str]) -> AgentVisit:
        """Return the visit; raise `Refused` with 401 without a valid session, else with 404."""
        request = HttpRequest()
        request.session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
        member = auth.get_user(request)
        if not member.is_authenticated or request.session.session_key is None:
            raise Refused(401)
        agent = selectors.find_agent(member_id=member.pk, service_id=service_id)
        if agent is None:
            raise Refused(404)
        return AgentVisit(
            service_pk=agent.service_id,
            agent_id=agent.pk,
            member_id=member.pk,
            session_key=request.session.session_key,
            session_hash=member.get_session_auth_hash(),
        )

    def still_admitted(self, visits: Sequence[AgentVisit]) -> set[AgentVisit]:
        """Tell which visits would be let in again: session there, password the same, agent and service active."""
        keys = {visit.session_key for visit in visits}
        sessions = set(
            SessionStore.get_model_class()
            .objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
            .values_list("session_key", flat=True)
        )
        agents = selectors.find_active_agents({visit.agent_id for visit in visits})
        hashes = {agent.pk: agent.member.get_session_auth_hash() for agent in agents}
        return {
            visit
            for visit in visits
            if visit.session_key in sessions and hashes.get(visit.agent_id) == visit.session_hash
        }
