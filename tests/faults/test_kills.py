"""Programs killed at random moments while people write: nothing acknowledged is lost."""

from __future__ import annotations

import itertools
import logging
import shutil
import time

import pytest

from tests.faults.under_fire import Redis, UnderFire, moments
from tests.mail_server import mail_server
from tests.platform.test_serve import free_port

log = logging.getLogger(__name__)
VICTIMS = (("web",), ("worker",), ("web", "worker"))
needs_redis = pytest.mark.skipif(
    not shutil.which("redis-server"), reason="redis-server (Debian: apt-get install redis-server)"
)


@pytest.mark.timeout(300)
def test_nothing_is_lost_when_programs_are_killed(tmp_path):
    log.info(kill_programs(tmp_path, kills=3, seed=7))


@pytest.mark.deep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_lost_in_twenty_kills(tmp_path, seed):
    log.info(kill_programs(tmp_path, kills=20, seed=seed))


def kill_programs(folder, kills, seed):
    """Kill one or two programs at a time; every fourth time all of them, as a power cut does."""
    port, victims = free_port(), itertools.cycle(VICTIMS)
    with mail_server(port) as box:
        fire = UnderFire(folder, port)
        try:
            fire.site.serve()
            with fire.written_to(), fire.mailed_from():
                for number, pause in enumerate(moments(kills, 2.0, seed), start=1):
                    time.sleep(pause)
                    if number % 4:
                        fire.kill(next(victims))
                    else:
                        fire.cut_the_power()
            assert fire.site.stop() == 0
            told = fire.check(box, kills)
        finally:
            fire.site.end()
    assert len(fire.journal.made) >= kills, "hardly anything was written"
    return told


@needs_redis
@pytest.mark.deep
@pytest.mark.timeout(600)
def test_nothing_is_lost_when_redis_is_killed(tmp_path):
    log.info(kill_redis(tmp_path, kills=1, seed=3))


@needs_redis
@pytest.mark.deep
@pytest.mark.timeout(1800)
def test_nothing_is_lost_when_redis_is_killed_again_and_again(tmp_path):
    log.info(kill_redis(tmp_path, kills=20, seed=4))


def kill_redis(folder, kills, seed):
    """Kill Redis with the worker; every other time it comes back with nothing of what it had."""
    port, redis = free_port(), Redis(folder / "redis")
    with mail_server(port) as box:
        fire = UnderFire(folder, port, REDIS_URL=redis.url)
        try:
            fire.site.serve()
            with fire.written_to(), fire.mailed_from():
                for number, pause in enumerate(moments(kills, 2.0, seed), start=1):
                    time.sleep(pause)
                    redis.kill()
                    written = len(fire.journal.made)
                    time.sleep(2.0)
                    assert len(fire.journal.made) > written, "nobody could write without Redis"
                    if number % 2:
                        redis.forget()
                    redis.start()
                    # A program that keeps dying ends the site, so the site begins anew in between.
                    if number % 4:
                        fire.kill(("worker",))
                    else:
                        fire.cut_the_power()
            assert fire.site.stop() == 0
            return fire.check(box, kills)
        finally:
            fire.site.end()
            redis.kill()
