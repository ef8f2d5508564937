import os
import sys
import threading

import pytest

from tryon.core.precedence import give_way


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads have no priority")
def test_only_the_calling_thread_gives_way() -> None:
    before, behind = os.getpriority(os.PRIO_PROCESS, 0), []

    def work() -> None:
        give_way()
        behind.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert behind == [max(before, 10)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_the_interpreter_is_not_kept_for_long() -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(0.005)
        thread = threading.Thread(target=give_way)
        thread.start()
        thread.join()
        assert sys.getswitchinterval() < 0.001
    finally:
        sys.setswitchinterval(before)
