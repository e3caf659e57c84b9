"""HTML that cannot be broken by what it holds: plain text is escaped wherever it is put, and nothing in it is hidden.

`Html` alone passes through as it is, and only this module makes it from text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from typing import Final, final


@final
class Html(str):
    """Text that is HTML already. Made by the functions of this module; anything else is escaped where it is put."""

    __slots__ = ()


NOTHING: Final = Html("")

_VOID: Final = frozenset({"meta"})
_SPECIAL: Final = re.compile(r"[^ !#-%(-;=?-~\n\t]")
_WHOLE: Final = 12
"""Up to how many rows a table is kept on one page."""

_NAMES: Final = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_CONTROLS: Final = tuple(_NAMES.split())
"""What the first control characters are called (ISO 646); every font has these letters, and few have pictures."""
_JOINERS: Final = frozenset("\u200c\u200d")
"""Persian and emoji are not written without them."""
_SIGN: Final = re.compile('<span class="sign">|</span>')
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def told(text: str) -> Html:
    r"""Give plain text as HTML: escaped, and what is invisible in it or turns its direction shown as a sign.

    Line breaks and tabs stay. Of HTML nothing happens.

    >>> told("<b>\x00\u202eno")
    '&lt;b&gt;<span class="sign">[NUL]</span><span class="sign">[U+202E]</span>no'
    """
    if isinstance(text, Html):
        return text
    return Html(_SPECIAL.sub(_shown, text.replace("\r\n", "\n")))


def plain(text: str) -> Html:
    r"""Give the same where no element can stand, as in the title of a page.

    >>> plain("<b>\u202eno")
    '&lt;b&gt;[U+202E]no'
    """
    return Html(_SIGN.sub("", told(text)))


def _shown(found: re.Match[str]) -> str:
    return _sign(found.group())


@lru_cache(maxsize=4096)
def _sign(character: str) -> str:
    """Show one character: as it is, escaped, by its name or by its number."""
    code = ord(character)
    if character in _JOINERS or (unicodedata.category(character) not in _HIDDEN and not _is_none(code)):
        return escape(character)
    said = _CONTROLS[code] if code < len(_CONTROLS) else f"U+{code:04X}"
    return f'<span class="sign">[{said}]</span>'


def _is_none(code: int) -> bool:
    """Whether Unicode sets the number aside as one of no character."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - the standard's own numbers


def tag(name: str, /, *content: str, **attributes: str) -> Html:
    """Give an element. Content that is no `Html` is escaped; `class_` and `aria_label` stand for class and aria-label.

    >>> tag("p", "1 < 2", tag("b", "!"), class_="note")
    '<p class="note">1 &lt; 2<b>!</b></p>'
    """
    said = "".join([f' {_named(key)}="{escape(value)}"' for key, value in attributes.items() if value])
    if name in _VOID:
        return Html(f"<{name}{said}>")
    inner = "".join([one if type(one) is Html else told(one) for one in content])
    return Html(f"<{name}{said}>{inner}</{name}>")


@cache
def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def joined(parts: Iterable[str], between: str = "") -> Html:
    """Give parts one after the other, each escaped unless it is `Html`."""
    return Html(told(between).join([one if type(one) is Html else told(one) for one in parts]))


def own(text: str) -> Html:
    """Give somebody's own words within a line: set apart, so that their direction turns nothing around them."""
    return tag("bdi", text)


def block(text: str) -> Html:
    """Give somebody's own words as a block of their own, with their line breaks; each paragraph in its direction."""
    return tag("div", text, class_="text", dir="auto")


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """Give a table: each column has a heading, and the first cell of a row is its heading.

    On paper a small one is not divided between two pages.
    """
    head = tag("tr", *(tag("th", cell, scope="col") for cell in header))
    body = [tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows]
    parts = (tag("caption", caption), tag("thead", head), "\n", tag("tbody", joined(body, "\n")))
    return tag("table", *parts, class_="whole" if len(body) <= _WHOLE else "")


def described(rows: Iterable[tuple[str, str]], *, class_: str = "fields") -> Html:
    """Give names with what belongs to them; nothing where there are none."""
    pairs = [tag("div", tag("dt", name), tag("dd", said)) for name, said in rows]
    return tag("dl", *pairs, class_=class_) if pairs else NOTHING


def part(key: str, title: str, *content: str) -> Html:
    """Give one part of the document, with its heading and its anchor."""
    head = tag("h2", title, id=f"{key}-title")
    return tag("section", "\n", head, "\n", *content, id=key, aria_labelledby=f"{key}-title")


def link(anchor: str, text: str) -> Html:
    """Give a link within the document."""
    return tag("a", text, href=f"#{anchor}")
