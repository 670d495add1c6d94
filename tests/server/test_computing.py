"""Work leaves the loop's thread, little of it is under way at a time, and a visitor waits for nobody but himself."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from rnn_playground.server.computing import Computing

PATIENCE = 60.0


def test_it_is_made_in_another_thread_and_gives_what_it_returns_or_raises():
    async def scenario():
        computing = Computing("computing", 2)
        thread = await computing.do("a", threading.current_thread)
        with pytest.raises(ZeroDivisionError):
            await computing.do("a", divmod, 1, 0)
        computing.close()
        return thread

    assert asyncio.run(scenario()) is not threading.current_thread()


def test_a_visitor_waits_for_himself_and_another_does_not_wait_for_him():
    async def scenario():
        computing, going_on, done = Computing("computing", 2), threading.Event(), []
        first = asyncio.create_task(computing.do("a", going_on.wait, PATIENCE))
        first.add_done_callback(lambda _: done.append("first of a"))
        second = asyncio.create_task(computing.do("a", len, ""))
        second.add_done_callback(lambda _: done.append("second of a"))
        for _ in range(3):
            await computing.do("b", len, "")
        done.append("three of b")
        going_on.set()
        await asyncio.gather(first, second)
        computing.close()
        return done

    assert asyncio.run(scenario()) == ["three of b", "first of a", "second of a"]


def test_no_more_than_so_many_are_under_way():
    async def scenario():
        computing, lock, counts = Computing("computing", 2), threading.Lock(), [0]
        together = threading.Barrier(2)

        def work():
            with lock:
                counts.append(counts[-1] + 1)
            together.wait(PATIENCE)  # it takes two
            with lock:
                counts.append(counts[-1] - 1)

        await asyncio.gather(*(computing.do(visitor, work) for visitor in range(8)))
        computing.close()
        return max(counts)

    assert asyncio.run(scenario()) == 2


def test_who_gives_up_while_waiting_has_nothing_made_and_leaves_nothing_behind():
    async def scenario():
        computing, going_on, made = Computing("computing", 1), threading.Event(), []
        first = asyncio.create_task(computing.do("a", going_on.wait, PATIENCE))
        waiting = [asyncio.create_task(computing.do(visitor, made.append, visitor)) for visitor in ("a", "b")]
        await asyncio.sleep(0)
        for each in waiting:
            each.cancel()
        await asyncio.wait(waiting)
        going_on.set()
        await first
        await computing.do("c", made.append, "c")
        computing.close()
        del first, waiting, each
        gc.collect()
        return made, len(computing._queues)

    assert asyncio.run(scenario()) == (["c"], 0)
