"""The queue keeps order, gives each device to one run at a time, and is shared by processes."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from facevae.errors import RunError
from facevae.home import PROJECT, home
from facevae.training import processes, queue, queue_file
from facevae.training.run import Run

GPUS = ["cuda:0", "cuda:1"]
OF_WORKING = {"devices": ["cuda:0"], "count": 1, "taken": ["cuda:0"]}


def add(name, devices=("cpu",), count=1):
    run = Run.create(name, {"preset": "article", "training": {}})
    queue.add(run, devices, count)
    return run


def claimed():
    entry = queue.claim()
    return entry and (entry.run, entry.taken)


def test_an_empty_home_has_an_empty_queue_and_stays_empty():
    assert queue.entries() == [] and not queue.unattended()
    assert not home().exists()


def test_runs_start_in_order_one_at_a_time_on_a_device():
    runs = [add(name) for name in ("a", "b", "c")]
    assert [run.status()["state"] for run in runs] == ["queued"] * 3
    assert claimed() == ("a", ("cpu",))
    assert claimed() is None
    queue.release("a")
    assert claimed() == ("b", ("cpu",))
    assert [entry.run for entry in queue.entries()] == ["b", "c"] and queue.waiting() == ["c"]


def test_runs_for_any_gpu_take_one_each():
    for name in ("a", "b", "c"):
        add(name, GPUS)
    assert [claimed(), claimed(), claimed()] == [("a", ("cuda:0",)), ("b", ("cuda:1",)), None]
    queue.release("a")
    assert claimed() == ("c", ("cuda:0",))


def test_another_device_does_not_wait():
    add("a"), add("b"), add("c", ["cuda:0"])
    assert [claimed(), claimed()] == [("a", ("cpu",)), ("c", ("cuda:0",))]


def test_a_run_that_needs_several_gpus_is_not_overtaken():
    add("one", GPUS), add("both", GPUS, 2), add("small", ["cuda:1"])
    assert claimed() == ("one", ("cuda:0",))
    assert claimed() is None  # the second GPU is kept for the run that waits for both
    queue.release("one")
    assert claimed() == ("both", ("cuda:0", "cuda:1"))
    queue.release("both")
    assert claimed() == ("small", ("cuda:1",))


@pytest.mark.parametrize(
    ("name", "place", "order"),
    [("c", 1, "cabd"), ("a", 3, "bcad"), ("a", 99, "bcda"), ("d", -5, "dabc"), ("b", 2, "abcd")],
)
def test_a_waiting_run_is_moved(name, place, order):
    for each in "abcd":
        add(each)
    queue.move(name, place)
    assert "".join(queue.waiting()) == order
    assert claimed()[0] == order[0]


def test_a_cancelled_run_leaves_and_can_come_back():
    a, b = add("a"), add("b")
    queue.cancel("a")
    assert queue.waiting() == ["b"] and a.status()["state"] == "cancelled"
    with pytest.raises(RunError, match=r"does not wait.*Waiting: b"):
        queue.move("a", 1)
    with pytest.raises(RunError, match="does not wait"):
        queue.cancel("a")
    queue.add(a, ["cpu"])
    assert queue.waiting() == ["b", "a"] and a.status()["state"] == "queued"
    queue.claim()
    with pytest.raises(RunError, match="begins just now"):
        queue.cancel("b")
    assert b.status()["state"] == "queued"


def test_a_run_that_has_worked_is_what_it_was_when_taken_out_of_the_queue():
    run = Run.create("run", {"training": {}})
    run.become("failed", reason="The disk was full.", remedy="Free space.", step=3, steps=10)
    queue.add(run, ["cpu"])
    assert "reason" not in run.status()
    queue.cancel("run")
    status = run.status()
    assert (status["state"], status["reason"], status["step"]) == ("failed", "The disk was full.", 3)
    assert "before" not in status


def test_a_run_that_did_not_wait_takes_a_free_device_or_says_who_is_there():
    queued, first, second = add("queued", ["cuda:0"]), *(Run.create(name, {}) for name in ("a", "b"))
    queue.claim()
    assert queue.occupy(first, GPUS) == (("cuda:1",), [])
    assert queue.occupy(second, GPUS) == (("cuda:0",), ["queued"])
    assert {entry.run for entry in queue.entries()} == {queued.name, "a", "b"} and queue.waiting() == []


def test_a_run_is_not_begun_while_processes_of_it_are_left():
    run = add("run")
    left = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, env={processes.MARK: str(run.folder)}
    )
    assert queue.claim() is None
    left.kill()
    left.wait()
    assert claimed() == ("run", ("cpu",))


def test_only_one_dispatcher_is_registered_until_it_is_gone(monkeypatch):
    add("run")
    assert queue.unattended()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    own = processes.identity
    monkeypatch.setattr(processes, "identity", lambda: own(other.pid))
    assert queue.register()
    monkeypatch.setattr(processes, "identity", own)
    assert not queue.register() and not queue.unattended()
    assert queue.sign_off()  # for this process is not the one
    other.kill()
    assert psutil.Process(other.pid).wait(5) is not None
    assert queue.unattended() and queue.register()


def test_a_dispatcher_leaves_only_an_empty_queue():
    run = add("run")
    assert queue.register() and not queue.sign_off()
    queue.cancel(run.name)
    assert queue.sign_off()
    add("later")
    assert queue.unattended()


def test_many_at_once_lose_nothing_and_claim_nothing_twice():
    code = """if True:
        import sys
        from facevae.training import queue
        from facevae.training.run import Run
        for number in range(5):
            queue.add(Run.create(f"{sys.argv[1]}-{number}", {}), [f"cuda:{number}"])
        while entry := queue.claim():
            print(entry.run, *entry.taken)
            queue.release(entry.run)
    """
    with ThreadPoolExecutor() as pool:
        calls = [
            pool.submit(subprocess.check_output, [sys.executable, "-c", code, who], text=True)
            for who in "xyz"
        ]
        lines = [line for call in calls for line in call.result().splitlines()]
    expected = {f"{who}-{number} cuda:{number}" for who in "xyz" for number in range(5)}
    assert set(lines) == expected and len(lines) == 15


def test_two_dispatchers_never_hold_one_device(tmp_path):
    for number in range(12):
        add(f"run-{number}")
    code = """if True:
        import os, time
        from facevae.training import queue
        while queue.waiting():
            if entry := queue.claim():
                os.mkdir("device")  # fails where another is there
                time.sleep(0.005)
                os.rmdir("device")
                queue.release(entry.run)
    """
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=env) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert queue.entries() == []


@pytest.mark.parametrize("damage", ["written over", "cut", "flipped"])
def test_a_damaged_queue_is_made_anew_from_the_runs(damage):
    for name in ("first", "second", "working", "ended"):
        add(name)
    queue.cancel("working")
    queue.occupy(Run.open("working"), ["cuda:0"])
    Run.open("working").become("running", **processes.identity(), **OF_WORKING)
    Run.open("ended").become("finished")
    content = queue.file().read_bytes()
    if damage == "flipped":
        changed = content[:100] + bytes(255 - byte for byte in content[100:])
    queue.file().write_bytes(
        {"written over": b"no queue" * 999, "cut": content[:5000]}.get(damage) or changed
    )
    assert {entry.run: entry.taken for entry in queue.entries()} == {
        "working": ("cuda:0",),
        "first": (),
        "second": (),
    }
    assert queue.file().with_name("queue.sqlite.damaged").exists()
    assert claimed() == ("first", ("cpu",))


def test_a_disk_without_room_is_told(monkeypatch):
    add("run")

    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(queue_file, "_connected", full)
    with pytest.raises(RunError, match=r"queue\.sqlite.*disk is full.*room"):
        queue.entries()
    monkeypatch.undo()
    assert not list(home().glob("*.damaged"))
