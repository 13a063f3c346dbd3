"""The languages a help center can have, by their own names (docs/product.md, "Languages")."""

from django.conf.locale import LANG_INFO

_NATIVE_NAMES = {
    "ko": "한국어",
    "ja": "日本語",
    "en": "English",
    "zh": "中文",
    "zh_TW": "中文(繁體)",
    "yue": "粵語",
    "th": "ไทย",
    "vi": "Tiếng Việt",
    "id": "Indonesia",
    "ms": "Melayu",
    "ru": "русский",
    "fr": "français",
    "de": "Deutsch",
    "es": "Español",
    "es_LA": "Español(Latinoamérica)",
    "pt": "Português",
    "pt_BR": "Português(Brasil)",
    "it": "Italiano",
    "ar": "العربية",
    "tr": "Türkçe",
    "nl": "Nederlands",
    "pl": "polski",
}


def native_name(code: str) -> str:
    """Return what speakers of a language call it; the code itself where nobody told us."""
    if code in _NATIVE_NAMES:
        return _NATIVE_NAMES[code]
    return LANG_INFO.get(code.replace("_", "-").lower(), {}).get("name_local", code)
