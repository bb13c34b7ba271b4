import gc
import threading

from facevae.dashboard import jobs
from facevae.errors import Cancelled


def test_a_job_hands_over_its_result():
    job = jobs.start("sum", "Adding", lambda progress: 1 + 1)
    jobs.wait("sum")
    assert job.result == 2 and not jobs.running("sum")


def test_what_is_loaded_is_left_out_of_the_collections_that_would_hold_a_job_up():
    gc.unfreeze()
    jobs.start("sum", "Adding", lambda progress: None)
    jobs.wait("sum")
    assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def test_the_same_work_is_not_started_twice():
    go = threading.Event()
    first = jobs.start("slow", "Waiting", lambda progress: go.wait(5))
    assert jobs.start("slow", "Waiting", lambda progress: None) is first
    go.set()
    jobs.wait("slow")


def test_cancel_ends_the_work_at_its_next_report():
    cancelled = threading.Event()

    def work(progress):
        cancelled.wait(5)
        progress(1, 2, "Working")

    job = jobs.start("work", "Working", work)
    job.cancel()
    cancelled.set()
    jobs.wait("work")
    assert isinstance(job.error, Cancelled)
