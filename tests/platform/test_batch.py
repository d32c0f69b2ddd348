"""Notes that wait to be written together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from iamconsole.batch import Batch

THREADS, NOTES = 4, 5_000


def test_each_note_is_stored_once_whoever_adds_and_empties_meanwhile():
    stored: list[tuple[int, int]] = []
    batch: Batch[tuple[int, int]] = Batch(stored.extend, size=10**9, seconds=3600)

    def add(thread: int) -> None:
        for number in range(NOTES):
            batch.add((thread, number))
            if number % 50 == 0:
                batch.flush()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add, range(THREADS)))
    batch.flush()
    assert len(stored) == THREADS * NOTES
    assert len(set(stored)) == len(stored)
