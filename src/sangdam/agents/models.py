"""Agents and groups: who answers in a service."""

from django.db import models

from sangdam.foundation.tenancy.models import ServiceOwned


class Role(models.TextChoices):
    """What an agent is in a service (docs/product.md, "Roles")."""

    ADMINISTRATOR = "administrator", "administrator"
    AGENT = "agent", "agent"


REMEMBERED_TARGETS = 5


class Agent(ServiceOwned):
    """A member who answers in a service, with a role there.

    `may_forward` is the ticket-forward right, `receives_tickets` the ticket-assignment switch: an agent whose switch
    is off is not assigned by others (docs/product.md, "Agents and groups"). `forwarded_to` remembers whom the agent
    forwarded to last, as pairs of a group's and an agent's key (None: the group alone), the latest first, at most
    `REMEMBERED_TARGETS`; `list_orders` the order the agent wants each ticket list in, by the codes of both.
    """

    member = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=13, choices=Role.choices, default=Role.AGENT)
    may_forward = models.BooleanField(default=True)
    receives_tickets = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    forwarded_to = models.JSONField(default=list)
    list_orders = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "member"], name="agent_once_per_service")]

    def __str__(self) -> str:
        return f"{self.member_id}@{self.service_id}"

    @property
    def is_receiving(self) -> bool:
        """Return whether others may assign tickets to the agent, who has to be there with the member."""
        return self.is_active and self.receives_tickets and self.member.is_active

    @property
    def is_administrator(self) -> bool:
        """Return whether the agent also manages the service."""
        return self.role == Role.ADMINISTRATOR


class Group(ServiceOwned):
    """A group of agents; tickets are forwarded to an agent in a group."""

    name = models.CharField(max_length=100)
    agents = models.ManyToManyField(Agent, through="GroupMembership", related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name


class GroupMembership(ServiceOwned):
    """An agent's place in a group; `position` is the order of addition, which linear distribution follows."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["service", "group", "agent"], name="group_membership_once"),
        ]
        indexes = [models.Index(fields=["service", "agent"], name="group_membership_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.group_id}"
