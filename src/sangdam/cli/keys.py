"""Whether the keys of this installation are those of its database."""

from sangdam.settings.environment import Environment


def fault_of_keys(settings: Environment) -> tuple[str, str] | None:
    """Return what is wrong with the encryption keys and how to mend it, or None; no keys are made by looking.

    Going on with other keys would encrypt new rows with them: then no one keyset would open everything any more.
    """
    from sangdam.foundation.crypto import Unreadable, blind_index
    from sangdam.organizations.actions import read_organization_key
    from sangdam.organizations.selectors import first_organization

    file = settings.data / "keyset.json"
    organization = first_organization()
    if not settings.keyset and not file.exists():
        if organization is None:
            return None  # the first to need keys makes them
        return (
            f"The encryption keys are missing: {file} is not there, and the database holds what they encrypted.",
            "Restore keyset.json from your backup (or set SANGDAM_KEYSET).",
        )
    try:
        blind_index("", "keys")
        if organization is not None:
            read_organization_key(organization)
    except Unreadable:
        return (
            "The encryption keys do not open what this database holds: they belong to another installation.",
            "Put the keyset.json that belongs to the database into the data folder (or into SANGDAM_KEYSET).",
        )
    except PermissionError:
        return f"The encryption keys in {file} cannot be read by this user.", "Give the file to this user (chown)."
    except ValueError:
        place = "SANGDAM_KEYSET" if settings.keyset else str(file)
        return f"The encryption keys in {place} are damaged.", "Restore them from your backup."
    return None
