"""Tie a child process to its parent, so that a killed parent leaves nothing running."""

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def end_with_parent(with_signal: int) -> Callable[[], None]:
    """Return what a new child does first (`preexec_fn`) so that the kernel ends it when this process is gone.

    Linux only; elsewhere the child does nothing, and the next start ends what was left. The parent must start the child
    from its main thread: the kernel watches the thread, not the process.
    """
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return lambda: None
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, int(with_signal))
        if os.getppid() != parent:  # gone before the kernel was asked
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_kernel
