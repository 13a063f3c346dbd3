"""What administrators change about who may call and how often."""

from sangdam.foundation.events import declare

OPEN_API_ENABLED = declare("open_api.enabled", "An administrator let programs call the Open API.", is_live=False)
OPEN_API_DISABLED = declare("open_api.disabled", "An administrator closed the Open API.", is_live=False)
OPEN_API_KEY_CHANGED = declare(
    "open_api.key_changed", "The service key was made anew; the one before signs nothing any more.", is_live=False
)
OPEN_API_ADDRESSES_CHANGED = declare(
    "open_api.addresses_changed", "An administrator changed which addresses may call the Open API.", is_live=False
)
SPAM_POLICY_CHANGED = declare(
    "spam_policy.changed", "An administrator changed how many inquiries a customer may send.", is_live=False
)
