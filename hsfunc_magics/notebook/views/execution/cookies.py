"""Cookies: those that a request brings, and Set-Cookie lines taken apart, with what browsers make of them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ....emulator.call.execution import Execution

_MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie as the function set it; `attributes` as written."""

    name: str
    value: str
    attributes: tuple[str, ...]

    def attribute(self, name: str) -> str | None:
        """The value of an attribute, empty where it has none; `name` in lower case. The last one counts."""
        for attribute in reversed(self.attributes):
            own, _, value = attribute.partition("=")
            if own.strip().lower() == name:
                return value.strip()
        return None


def cookies_of(execution: Execution) -> list[Cookie]:
    """The cookies in the order of their lines, secrets masked."""
    found: list[Cookie] = []
    for header, line in execution.reply.headers:
        if header.lower() == "set-cookie":
            first, *rest = execution.masked(line).split(";")
            name, _, value = first.partition("=")
            found.append(Cookie(name.strip(), value.strip(), tuple(part.strip() for part in rest if part.strip())))
    return found


def sent_cookies(execution: Execution) -> list[tuple[str, str]]:
    """Names and values of the cookies that came with the request, secrets masked."""
    lines = [line for header, line in execution.request.headers if header.lower() == "cookie"]
    parts = [part.strip() for line in lines for part in execution.masked(line).split(";")]
    split = [part.partition("=") for part in parts if part]
    return [(name, value) if sign else ("", name) for name, sign, value in split]


def cookie_warnings(cookie: Cookie, execution: Execution) -> list[str]:
    """What to look at before this cookie goes live."""
    warnings: list[str] = []
    secure, same_site = cookie.attribute("secure") is not None, (cookie.attribute("samesite") or "").lower()
    if not secure:
        warnings.append("without Secure it also travels over plain http")
    if cookie.attribute("httponly") is None:
        warnings.append("without HttpOnly the page's JavaScript reads it")
    if same_site == "none" and not secure:
        warnings.append("SameSite=None without Secure: browsers refuse it")
    elif not same_site:
        warnings.append("without SameSite browsers take Lax: other sites' requests do not carry it")
    elif same_site not in ("none", "lax", "strict"):
        warnings.append(f"SameSite={same_site} is none of Strict, Lax and None: browsers take Lax")
    warnings += _prefix_warnings(cookie, secure=secure)
    domain = (cookie.attribute("domain") or "").lstrip(".").lower()
    host = (urlsplit(execution.request.url).hostname or "").lower()
    if domain and host != domain and not host.endswith(f".{domain}"):
        warnings.append(f"its Domain is not that of {host}: browsers refuse it")
    if len(f"{cookie.name}{cookie.value}".encode("utf-8", "replace")) > _MOST_BYTES:
        warnings.append("name and value are over 4,096 bytes: browsers refuse it")
    return warnings


def _prefix_warnings(cookie: Cookie, *, secure: bool) -> list[str]:
    if cookie.name.startswith("__Host-"):
        if not secure or cookie.attribute("domain") is not None or cookie.attribute("path") != "/":
            return ["__Host- asks for Secure, Path=/ and no Domain: browsers refuse it"]
    elif cookie.name.startswith("__Secure-") and not secure:
        return ["__Secure- asks for Secure: browsers refuse it"]
    return []
