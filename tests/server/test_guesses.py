"""A class may mistype, a guesser waits; other addresses do not, until all together guess too much."""

from __future__ import annotations

from rnn_playground.server.allowance import ALL, ONE, Guesses


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def guess_until_told_to_wait(guesses, address):
    """Return how many wrong codes were taken, and for how long the next must wait."""
    taken = 0
    while not (seconds := guesses.wait(address)):
        guesses.note_wrong(address)
        taken += 1
    return taken, seconds


def test_one_address_waits_and_another_does_not():
    clock = Clock()
    guesses = Guesses(clock)
    taken, seconds = guess_until_told_to_wait(guesses, "a")
    assert (taken, seconds) == (ONE[0], 1 / ONE[1])
    assert guesses.wait("b") == 0
    clock.now += seconds
    assert guess_until_told_to_wait(guesses, "a")[0] == 1


def test_many_addresses_together_are_bounded_too():
    clock = Clock()
    guesses = Guesses(clock)
    taken = sum(guess_until_told_to_wait(guesses, str(number))[0] for number in range(100))
    assert taken == ALL[0]
    assert guesses.wait("fresh") == 1
    clock.now += 3600
    assert guesses.wait("fresh") == 0


def test_who_asks_without_guessing_wrong_is_never_held_up():
    guesses = Guesses(Clock())
    assert not any(guesses.wait("a") for _ in range(1000))
