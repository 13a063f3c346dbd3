"""Why the agents room refuses."""

from sangdam.foundation.errors import DomainError


class AgentError(DomainError):
    """An agent or group can't be made so. Codes: `group_required`, `already_agent`, `other_organization`,
    `group_name_taken`."""
