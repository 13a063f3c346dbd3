"""Write the operator's page of settings from the one class that reads them.

`python -m sangdam.cli.settings_table > docs/guide/operator/settings.md`; a test compares the two.
"""

from pathlib import Path
from typing import Any

from pydantic_core import PydanticUndefined

from sangdam.settings.environment import Environment

_HEADING = """# Settings

Sangdam reads nothing but environment variables. Every one of them is here; none is needed to begin with.
`sangdam doctor` says which of them are not usable. This page is made from the code:
`python -m sangdam.cli.settings_table`.

| variable | what it sets | default |
|---|---|---|
"""


def page() -> str:
    """Render the page: a row for each variable with its explanation, limits and default."""
    rows = []
    for name, field in Environment.model_fields.items():
        variable = field.validation_alias or f"SANGDAM_{name.upper()}"
        explanation = (field.description or "").replace("|", "\\|")
        rows.append(f"| `{variable}` | {explanation}{_limits(field.metadata)} | {_default(field.default)} |")
    return _HEADING + "\n".join(rows) + "\n"


def _limits(metadata: list[Any]) -> str:
    least = next((item.ge for item in metadata if hasattr(item, "ge")), None)
    most = next((item.le for item in metadata if hasattr(item, "le")), None)
    if least is not None and most is not None:
        return f" {least} to {most}."
    return f" At least {least}." if least is not None else ""


def _default(value: Any) -> str:
    if value in (None, "", PydanticUndefined):
        return ""
    return (
        f"`./{value}`" if isinstance(value, Path) else f"`{str(value).lower() if isinstance(value, bool) else value}`"
    )


if __name__ == "__main__":
    print(page(), end="")
