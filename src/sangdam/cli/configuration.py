"""Read the environment for a command, with a sentence for what cannot be read."""

from pydantic import ValidationError

from sangdam.settings.environment import Environment, environment


def problems(error: ValidationError) -> list[str]:
    """Return, a sentence for each variable, what is wrong with the environment; values are not repeated (passwords)."""
    sentences = []
    for item in error.errors(include_input=False, include_url=False):
        field = str(item["loc"][0]) if item["loc"] else ""
        alias = Environment.model_fields[field].validation_alias if field in Environment.model_fields else None
        name = alias or (field if field.isupper() else f"SANGDAM_{field.upper()}")
        reason = item["msg"].removeprefix("Value error, ")
        sentences.append(f"{name} is not usable: {reason[:1].lower()}{reason[1:]}.")
    return sentences


def read_environment() -> Environment:
    """Return the environment, or end the program with a sentence for each variable that is wrong."""
    try:
        return environment()
    except ValidationError as error:
        raise SystemExit("\n".join(problems(error))) from None
