"""The read-only sequence and mapping behave as a list and a dict do, and what was there before stays as it was."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework_model import Book, Log

LENGTHS = (0, 1, 63, 64, 65, 127, 128, 129, 200)


def spread(length: int, step: int) -> list[int]:
    """Give so many numbers below a thousand."""
    return [place * step % 1000 for place in range(length)]


def block(first: int, size: int, value: int) -> dict[int, int]:
    """Give one value for many keys in a row, beginning anew after 199."""
    return {key % 200: value for key in range(first, first + size)}


lengths = st.sampled_from(LENGTHS) | st.integers(0, 200)
numbers = st.builds(spread, lengths, st.integers(0, 999))
places = st.integers(-220, 220) | st.none()
steps = st.sampled_from((None, 1, 2, 7, 64, -1, -3, -64))
pieces = st.lists(numbers, max_size=6)
keys = st.integers(0, 199)
changes = st.lists(st.dictionaries(keys, st.integers(), max_size=5) | st.builds(block, keys, keys, keys), max_size=12)


# Log -----------------------------------------------------------------------------------------------------------------


@given(added=pieces)
def test_a_log_holds_what_was_added_in_whatever_pieces(added: list[list[int]]) -> None:
    """Adding in pieces of any size gives the log of all, and every log on the way stays as it was."""
    log, model = Log[int](), list[int]()
    seen: list[tuple[Log[int], list[int]]] = []
    for piece in added:
        seen.append((log, list(model)))
        log = log.extended(iter(piece))
        model += piece
    for then, so_far in (*seen, (log, model)):
        assert list(then) == so_far
        assert len(then) == len(so_far)
        assert list(reversed(then)) == so_far[::-1]
    assert log == Log[int].of(model)
    assert hash(log) == hash(Log[int].of(model))


@given(items=numbers)
def test_one_item_is_added_as_several_are(items: list[int]) -> None:
    """Adding items one by one gives the log of all, and leaves every shorter one as it was."""
    logs = [Log[int]()]
    for item in items:
        logs.append(logs[-1].with_item(item))
    assert logs == [Log[int].of(items[:count]) for count in range(len(items) + 1)]


@given(items=numbers, start=places, stop=places, step=steps)
def test_a_log_is_read_at_any_place(items: list[int], start: int | None, stop: int | None, step: int | None) -> None:
    """Positions from either end and slices of any kind give what a list gives, a slice as a tuple."""
    log = Log[int].of(items)
    assert [log[place] for place in range(-len(items), len(items))] == items + items
    assert log[start:stop:step] == tuple(items[start:stop:step])


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("beyond", [0, 1, 63, 64, 10_000])
def test_there_is_nothing_beyond_the_ends_of_a_log(length: int, beyond: int) -> None:
    """Asking beyond either end is an `IndexError`, also where the log ends with a full chunk."""
    log = Log[int].of(range(length))
    assert [log[place] for place in range(length)] == list(range(length))
    for place in (length + beyond, -length - 1 - beyond):
        with pytest.raises(IndexError):
            log[place]


@given(items=numbers, item=st.integers(0, 999))
def test_a_log_is_searched_as_a_list_is(items: list[int], item: int) -> None:
    """Membership and counting are those of a list."""
    log = Log[int].of(items)
    assert (item in log, log.count(item)) == (item in items, items.count(item))


@given(items=numbers.map(sorted), mark=st.integers(-1, 1000))
def test_since_finds_the_first_that_is_not_earlier(items: list[int], mark: int) -> None:
    """`since` gives how many items come before the mark."""
    assert Log[int].of(items).since(mark, lambda item: item) == sum(item < mark for item in items)


@given(one=numbers, other=numbers, same=st.booleans())
def test_logs_are_equal_when_their_items_are(one: list[int], other: list[int], *, same: bool) -> None:
    """Equality is that of the items, and equal logs have equal hashes."""
    other = list(one) if same else other
    assert (Log[int].of(one) == Log[int].of(other)) is (one == other)
    assert hash(Log[int].of(one)) == hash(Log[int].of(list(one)))


@pytest.mark.parametrize("length", LENGTHS)
def test_the_last_of_a_log_is_what_was_added_last(length: int) -> None:
    """An empty log has no last item; any other has the one that was added last, wherever it is kept."""
    log = Log[int].of(range(length))
    assert log.last == (length - 1 if length else None)


def test_a_log_is_no_tuple() -> None:
    """A log is equal to no other kind of sequence, and its `repr` shows nothing of what is in it."""
    log = Log[str].of(["Marta"])
    assert log != ("Marta",)
    assert isinstance(log, Sequence)
    assert repr(log) == "<Log of 1>"


def test_a_log_that_was_hashed_can_be_read_in_another_process() -> None:
    """The hash of a text differs between processes, so that a pickle does not carry it along."""
    program = (
        "import pickle, sys; from casework_model import Log; log = Log[int].of(['a'] * 70); hash(log); "
        "sys.stdout.buffer.write(pickle.dumps(log))"
    )
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        made = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)  # noqa: S603 - the program stands above
        log = pickle.loads(made.stdout)  # noqa: S301 - written just now
        assert log == Log[str].of(["a"] * 70)
        assert hash(log) == hash(Log[str].of(["a"] * 70))


# Book ----------------------------------------------------------------------------------------------------------------


@given(written=changes)
def test_a_book_holds_what_was_written_last(written: list[dict[int, int]]) -> None:
    """Writing gives what a dict that is updated holds, in the same order, and earlier books stay as they were."""
    book, model = Book[int, int](), dict[int, int]()
    seen: list[tuple[Book[int, int], dict[int, int]]] = []
    for news in written:
        seen.append((book, dict(model)))
        book = book.with_all(news)
        model.update(news)
    for then, so_far in (*seen, (book, model)):
        assert list(then.items()) == list(so_far.items())
        assert len(then) == len(so_far)
        assert [key for key in range(200) if key in then] == sorted(so_far)
        assert [then.get(key) for key in range(200)] == [so_far.get(key) for key in range(200)]
        assert then == Book(so_far)
        assert hash(then) == hash(Book(so_far))


def test_a_large_book_keeps_the_order_of_first_writing() -> None:
    """Over many layers, a key that is written again keeps its place, and a new one comes last."""
    book: Book[int, str] = Book(dict.fromkeys(range(1000), "old"))
    for key in (999, 0, 500):
        book = book.with_all({key: "new", key + 2000: "new"})
    assert list(book) == [*range(1000), 2999, 2000, 2500]
    assert [key for key, word in book.items() if word == "new"] == [0, 500, 999, 2999, 2000, 2500]


@pytest.mark.parametrize("size", [63, 64, 65, 500])
def test_one_key_of_a_large_book_is_written_as_several_are(size: int) -> None:
    """Whether a book is one layer or several, what was written last is read, and what is older is still there."""
    old = Book(dict.fromkeys(range(size), "old"))
    book = old.with_one(7, "new").with_one(size, "more")
    assert (book[7], book[size], book[8]) == ("new", "more", "old")
    assert (book.get(7), book.get(size), book.get(8), book.get(-1)) == ("new", "more", "old", None)
    assert (old[7], old.get(size, "none")) == ("old", "none")


@pytest.mark.parametrize("size", [0, 1, 64, 200])
def test_what_is_not_in_a_book_is_a_key_error(size: int) -> None:
    """A key that was never written is not there, whatever layer might hold it."""
    book = Book({key: key for key in range(size)}).with_all({-1: 0})
    assert -2 not in book
    with pytest.raises(KeyError, match="-2"):
        book[-2]


def test_a_book_does_not_follow_what_it_was_made_from() -> None:
    """Changing the dict that a book was made from changes no book."""
    source = {"g1": 1}
    book, longer = Book(source), Book[str, int]().with_all(source)
    source["g1"] = 2
    assert book["g1"] == longer["g1"] == 1


def test_books_are_equal_when_their_content_is() -> None:
    """The order of writing does not matter for equality; another kind of mapping is not equal."""
    assert Book({"a": 1}).with_all({"b": 2}) == Book({"b": 2, "a": 1})
    assert hash(Book({"a": 1, "b": 2})) == hash(Book({"b": 2, "a": 1}))
    assert Book({"a": 1}) != Book({"a": 2})
    assert Book({"a": 1}) != {"a": 1}
    assert Book[str, int]() == Book[str, int]({}) == Book[str, int]().with_all({})


def test_a_book_shows_nothing_of_its_content() -> None:
    """The `repr` of a book gives its size alone."""
    assert repr(Book({"Marta": 1, "Anna": 2})) == "<Book of 2>"
