"""Two read-only containers that grow by giving a new value: a sequence and a mapping. They know nothing of casework.

Adding costs the same however much is in them; the value before stays as it was. Both are safe to share between threads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, Generic, SupportsIndex, TypeVar, cast, final, overload

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

_CHUNK: Final = 64

_READ_ONLY: Final = "this container is read-only; it grows by giving a new one"

_set: Final = object.__setattr__

# A value that forbids assignment is filled through object.__setattr__, field by field, which costs four times as much
# as plain assignment. So both containers are filled as an open base class of the same layout, and closed by setting
# `__class__` before anybody else has seen them.


class _OpenLog(Generic[T]):
    """What a log holds, while it can still be filled in."""

    __slots__ = ("_chunks", "_size", "_tail")

    _chunks: tuple[tuple[T, ...], ...]
    _tail: tuple[T, ...]
    _size: int


@final
class Log(_OpenLog[T], Sequence[T]):
    """An append-only sequence: full chunks of 64 and a shorter tail.

    >>> log = Log.of(["a"])
    >>> longer = log.extended(["b"])
    >>> list(log), list(longer)
    (['a'], ['a', 'b'])
    """

    __slots__ = ()

    def __init__(self, chunks: tuple[tuple[T, ...], ...] = (), tail: tuple[T, ...] = ()) -> None:
        _set(self, "_chunks", chunks)
        _set(self, "_tail", tail)
        _set(self, "_size", len(chunks) * _CHUNK + len(tail))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(_READ_ONLY)

    def __reduce__(self) -> tuple[type[Log[T]], tuple[object, ...]]:
        return (Log, (self._chunks, self._tail))

    @classmethod
    def of(cls, items: Iterable[T]) -> Log[T]:
        """Build from items in order."""
        empty: Log[T] = cls()
        return empty.extended(items)

    @property
    def last(self) -> T | None:
        """The last item, None in an empty log."""
        if self._tail:
            return self._tail[-1]
        return self._chunks[-1][-1] if self._chunks else None

    def extended(self, items: Iterable[T]) -> Log[T]:
        """Give a log with the items after those of this one."""
        tail = (*self._tail, *items)
        if len(tail) < _CHUNK:
            return _log(self._chunks, tail)  # the usual case: a few more in the tail
        whole = len(tail) - len(tail) % _CHUNK
        chunks = (tail[start : start + _CHUNK] for start in range(0, whole, _CHUNK))
        return _log((*self._chunks, *chunks), tail[whole:])

    def with_item(self, item: T) -> Log[T]:
        """Give a log with one item after those of this one."""
        tail = (*self._tail, item)
        return _log((*self._chunks, tail), ()) if len(tail) == _CHUNK else _log(self._chunks, tail)

    def since(self, mark: int, key: Callable[[T], int]) -> int:
        """Give the position of the first item whose `key` is not below `mark`; keys must not decrease."""
        return bisect_left(self, mark, key=key)

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self[position] for position in range(*index.indices(len(self))))
        position = index.__index__()
        if position < 0:
            position += len(self)
        chunk, place = divmod(position, _CHUNK)
        if 0 <= chunk < len(self._chunks):
            return self._chunks[chunk][place]
        if chunk == len(self._chunks):
            return self._tail[place]
        msg = "no entry at this position"
        raise IndexError(msg)

    def __iter__(self) -> Iterator[T]:
        return chain(chain.from_iterable(self._chunks), self._tail)

    def __reversed__(self) -> Iterator[T]:
        return chain(reversed(self._tail), chain.from_iterable(map(reversed, reversed(self._chunks))))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Log):
            return NotImplemented
        log = cast("Log[object]", other)
        return self is log or (self._tail == log._tail and self._chunks == log._chunks)

    def __hash__(self) -> int:
        # Equal logs have equal ends; looking at the end alone, hashing costs the same however long the log is.
        return hash((len(self), self._tail or self._chunks[-1:]))

    def __repr__(self) -> str:
        return f"<Log of {len(self)}>"


_UNCLOSED_LOG: Final[Any] = _OpenLog


def _log(chunks: tuple[tuple[T, ...], ...], tail: tuple[T, ...]) -> Log[T]:
    """Give a log of full chunks and a tail that is shorter."""
    log = _UNCLOSED_LOG()
    log._chunks = chunks
    log._tail = tail
    log._size = len(chunks) * _CHUNK + len(tail)
    log.__class__ = Log
    closed: Log[T] = log
    return closed


class _OpenBook(Generic[K, V]):
    """What a book holds, while it can still be filled in."""

    __slots__ = ("_layers", "_merged")

    _layers: tuple[dict[K, V], ...]
    _merged: dict[K, V] | None  # all layers in one; None where there are several and nobody has asked yet


@final
class Book(_OpenBook[K, V], Mapping[K, V]):
    """A read-only mapping that keeps the order of first writing: small layers over large ones.

    >>> book = Book({"g1": "active"})
    >>> dict(book.with_all({"g1": "replaced", "g2": "active"}))
    {'g1': 'replaced', 'g2': 'active'}
    >>> book["g1"]
    'active'
    """

    __slots__ = ()

    def __init__(self, content: Mapping[K, V] | None = None) -> None:
        only = dict(content or {})
        _set(self, "_layers", (only,))
        _set(self, "_merged", only)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(_READ_ONLY)

    def __reduce__(self) -> tuple[type[Book[K, V]], tuple[object, ...]]:
        return (Book, (self._all(),))

    def with_one(self, key: K, value: V) -> Book[K, V]:
        """Give a book in which one key has that value."""
        all_ = self._merged
        if all_ is None or len(all_) >= _CHUNK:
            return self.with_all({key: value})
        top = all_.copy()  # the usual case: one small layer
        top[key] = value
        return _book((top,), top)

    def with_all(self, news: Mapping[K, V]) -> Book[K, V]:
        """Give a book in which `news` replaces or joins what is here."""
        layers, top = self._layers, dict(news)
        while layers and (len(layers[-1]) < _CHUNK or len(layers[-1]) < 2 * len(top)):
            top = {**layers[-1], **top}
            layers = layers[:-1]
        return _book((*layers, top), None if layers else top)

    @classmethod
    def of(cls, content: dict[K, V]) -> Book[K, V]:
        """Give a book of a dict that nobody else will change."""
        return _book((content,), content)

    def copied(self) -> dict[K, V]:
        """Give the content as a dict of one's own."""
        return self._all().copy()

    def __getitem__(self, key: K) -> V:
        all_ = self._merged
        if all_ is not None:
            return all_[key]
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        raise KeyError(key)

    @overload
    def get(self, key: K, default: None = None, /) -> V | None: ...
    @overload
    def get(self, key: K, default: V | T, /) -> V | T: ...
    def get(self, key: K, default: V | T | None = None, /) -> V | T | None:
        """Give what stands under a key, or `default`."""
        all_ = self._merged
        if all_ is not None:
            return all_.get(key, default)
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        return default

    def _all(self) -> dict[K, V]:
        merged = self._merged
        if merged is None:
            merged = {key: value for one in self._layers for key, value in one.items()}
            _set(self, "_merged", merged)
        return merged

    def __iter__(self) -> Iterator[K]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __contains__(self, key: object) -> bool:
        for layer in self._layers:  # noqa: SIM110 - a loop is asked often, and any() costs three times as much
            if key in layer:
                return True
        return False

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Book):
            return NotImplemented
        return self._all() == other._all()

    def __hash__(self) -> int:
        return hash(frozenset(self._all().items()))

    def __repr__(self) -> str:
        return f"<Book of {len(self)}>"


_UNCLOSED_BOOK: Final[Any] = _OpenBook


def _book(layers: tuple[dict[K, V], ...], merged: dict[K, V] | None) -> Book[K, V]:
    """Give a book of layers that nobody else will change; `merged` is the only one, or None where there are several."""
    book = _UNCLOSED_BOOK()
    book._layers = layers
    book._merged = merged
    book.__class__ = Book
    closed: Book[K, V] = book
    return closed
