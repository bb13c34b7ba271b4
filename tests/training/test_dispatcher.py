"""The dispatcher starts what waits, one at a time a device, and goes on whatever is killed.

Its runs here are processes that only pretend to train: no torch, so that they begin at once.
"""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from facevae.home import PROJECT, home
from facevae.training import dispatcher, lifecycle, processes, queue
from facevae.training.run import Run, names
from tests.training.support import asked

PRETENDED = """
import os, subprocess, sys, time
from facevae.training import processes
from facevae.training.run import Run
run = Run.open(sys.argv[1])
mode = run.config["mode"]
if mode == "never begins":
    time.sleep(600)
run.write_status(run.status() | processes.identity() | {"state": "running", "steps": 10})
if mode == "leaves a child":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    mode = "ends"
while mode == "works" and not run.stop_requested():
    time.sleep(0.02)
run.become("finished")
"""
LONG = 300.0


def wait_for(condition, seconds=LONG):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to pass in time")


@pytest.fixture(autouse=True)
def pretending(own_home, monkeypatch, tmp_path):
    """Dispatchers of this test start pretended runs; nothing of them is left afterwards."""
    program = tmp_path / "dispatching.py"
    program.write_text(
        textwrap.dedent(f"""
        import sys
        from facevae.training import dispatcher, processes
        real = dispatcher.command
        dispatcher.command = lambda run: real(run) and processes.python("-c", {PRETENDED!r}, run.name)
        dispatcher.work()
        """)
    )
    monkeypatch.setattr(dispatcher, "PROGRAM", [str(program)])
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    yield
    for name in names():
        lifecycle.kill(name)
    wait_for(lambda: not dispatchers())


def dispatchers():
    """Living dispatchers of this test's home."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(part.endswith("dispatching.py") for part in process.info["cmdline"] or ()):
            try:
                ours = process.environ().get("FACEVAE_HOME") == str(home())
            except psutil.Error:
                continue
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def add(name, mode="ends", devices=("cpu",)):
    run = Run.create(name, asked(mode=mode))
    queue.add(run, devices)
    return run


def state(run):
    return run.status()["state"]


def test_it_runs_all_in_order_and_then_ends():
    runs = [add(name) for name in ("a", "b", "c")]
    dispatcher.wake()
    wait_for(lambda: all(state(run) == "finished" for run in runs))
    started = [run.status()["started"] for run in runs]
    assert started == sorted(started)
    wait_for(lambda: not dispatchers())
    assert queue.entries() == []


def test_one_at_a_time_on_a_device_and_each_device_by_itself():
    first, second, other = add("a", "works"), add("b", "works"), add("c", "works", ["cuda:0"])
    dispatcher.wake()
    wait_for(lambda: state(first) == state(other) == "running")
    time.sleep(4 * dispatcher.TICK)
    assert state(second) == "queued"
    assert first.status()["taken"] == ["cpu"] and other.status()["taken"] == ["cuda:0"]
    first.stop()
    wait_for(lambda: state(second) == "running")
    assert state(first) == "finished" and state(other) == "running"


def test_several_who_wake_it_at_once_get_one(monkeypatch):
    run = add("a", "works")
    for _ in range(4):  # as two dashboards would, both before the first has registered
        processes.start_apart(processes.python(*dispatcher.PROGRAM), home() / "queue.log")
    wait_for(lambda: state(run) == "running")
    wait_for(lambda: len(dispatchers()) == 1)
    dispatcher.wake()
    time.sleep(2 * dispatcher.TICK)
    assert len(dispatchers()) == 1


@pytest.mark.parametrize("mode", ["works", "never begins"])
def test_a_killed_run_is_seen_at_once_and_the_next_one_begins(mode):
    run, following = add("a", mode), add("b", "works")
    dispatcher.wake()
    wait_for(lambda: "pid" in run.status() and (mode != "works" or state(run) == "running"))
    assert state(run) == {"works": "running", "never begins": "starting"}[mode]
    os.kill(run.status()["pid"], signal.SIGKILL)
    wait_for(lambda: state(run) == "interrupted", 5)
    wait_for(lambda: state(following) == "running")


def test_a_killed_dispatcher_is_followed_by_another_and_no_run_notices():
    first, second = add("a", "works"), add("b", "works")
    dispatcher.wake()
    wait_for(lambda: state(first) == "running")
    (running,) = dispatchers()
    running.kill()
    wait_for(queue.unattended)
    assert state(first) == "running"
    dispatcher.wake()
    wait_for(lambda: not queue.unattended())
    time.sleep(2 * dispatcher.TICK)
    assert state(second) == "queued"
    first.stop()
    wait_for(lambda: state(second) == "running")


@pytest.mark.parametrize("begun", [False, True])
def test_a_dispatcher_that_died_between_claim_and_note_loses_nothing_and_starts_nothing_twice(begun):
    run = add("a", "works")
    entry = queue.claim()
    if begun:
        command = processes.python("-c", "import time; time.sleep(600)")
        child = processes.start_apart(command, run.folder / "log.txt", {processes.MARK: str(run.folder)})
    add("b", "works", ["cuda:0"])  # so that there is a reason to wake one
    dispatcher.wake()
    wait_for(lambda: state(Run.open("b")) == "running")
    wait_for(lambda: state(run) == ("starting" if begun else "running"))
    assert len(processes.of(run.folder)) == 1
    if begun:
        assert run.status()["pid"] == child.pid and run.status()["taken"] == list(entry.taken)


def test_nothing_is_left_of_a_run_that_has_ended():
    run = add("a", "leaves a child")
    dispatcher.wake()
    wait_for(lambda: state(run) == "finished")
    wait_for(lambda: not processes.of(run.folder))
    wait_for(lambda: queue.entries() == [])


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group")
def test_neither_it_nor_its_runs_hear_the_signals_of_who_woke_it():
    run = add("a", "works")
    code = "from facevae.training import dispatcher; import sys; dispatcher.PROGRAM = sys.argv[1:]"
    starter = subprocess.Popen(
        [sys.executable, "-c", code + "; dispatcher.wake(); input()", *dispatcher.PROGRAM],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    wait_for(lambda: state(run) == "running")
    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()
    time.sleep(2 * dispatcher.TICK)
    assert state(run) == "running" and len(dispatchers()) == 1
    assert os.getsid(run.status()["pid"]) == run.status()["pid"]


def test_a_run_that_cannot_be_started_fails_and_the_next_one_begins():
    broken, gone, fine = add("broken"), add("gone"), add("fine", "works")
    (broken.folder / "config.json").write_text("{")
    for file in gone.folder.iterdir():
        file.unlink()
    gone.folder.rmdir()
    dispatcher.wake()
    wait_for(lambda: state(fine) == "running")
    assert state(broken) == "failed" and "damaged" in broken.status()["reason"]
    assert [entry.run for entry in queue.entries()] == ["fine"]


def test_a_run_is_killed_with_all_its_processes():
    run = add("a", "works")
    dispatcher.wake()
    wait_for(lambda: state(run) == "running")
    leader = run.status()["pid"]
    child = processes.start_apart(
        processes.python("-c", "import time; time.sleep(600)"),
        run.folder / "log.txt",
        {processes.MARK: str(run.folder)},
    )
    lifecycle.kill("a")
    assert state(run) == "interrupted" and run.status()["reason"] == "It was ended at once."
    assert processes.of(run.folder) == []
    assert child.wait(5) == -signal.SIGKILL
    assert not psutil.pid_exists(leader) or psutil.Process(leader).status() == psutil.STATUS_ZOMBIE


def test_it_needs_no_torch():
    code = "import facevae.training.dispatcher, sys; print('torch' in sys.modules, 'numpy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).split() == ["False", "False"]


def test_ranks_are_started_by_torchrun_which_restarts_them():
    run = Run.create("a", asked("article", {"ranks": 2}))
    command = dispatcher.command(run)
    assert command[1:4] == ["-m", "torch.distributed.run", "--standalone"]
    assert "--nproc-per-node=2" in command and "--max-restarts=3" in command
    assert command[-5:] == ["-m", "facevae", "train", "--execute", "a"]


@pytest.mark.parametrize(
    ("devices", "taken", "shown", "told"),
    [
        (["cuda:0", "cuda:1"], ["cuda:1"], None, {"CUDA_VISIBLE_DEVICES": "1"}),
        (["cuda:0", "cuda:1"], ["cuda:0", "cuda:1"], "4,GPU-5", {"CUDA_VISIBLE_DEVICES": "4,GPU-5"}),
        (["cuda:1"], ["cuda:1"], None, {}),  # its settings name it
        (["cpu"], ["cpu"], "0", {}),
    ],
)
def test_a_run_that_may_take_any_gpu_is_shown_those_it_has(monkeypatch, devices, taken, shown, told):
    if shown:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", shown)
    else:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    run = Run(home() / "runs" / "a")
    assert dispatcher.environment(run, devices, taken) == {processes.MARK: str(run.folder)} | told
