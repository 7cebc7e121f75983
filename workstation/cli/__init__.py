"""One program: the window, and every job that needs none.

Each command loads only what it needs: ``assess`` loads no Qt, no database and no PDF library.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from workstation.clinical.refusal import Refusal
from workstation.site.problems import Problem, Situation


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; without one, open the window. The result is the exit status.

    Whatever goes wrong is one sentence on stderr with its advice, never a traceback.
    """
    from workstation.cli.parser import parse

    options = parse(arguments)
    status: int = 0
    try:
        status = options.run(options)
        sys.stdout.flush()
    except Problem as problem:
        return _say(problem.sentence, problem.advice)
    except Refusal as refusal:
        return _say(refusal.message)
    except BrokenPipeError:
        return _reader_gone(status)
    except KeyboardInterrupt:
        return _say("Stopped.", status=130)
    except Exception as error:  # noqa: BLE001 - the last door: a bug becomes a sentence too
        unexpected = Problem(Situation.UNEXPECTED, number=_place(error))
        return _say(unexpected.sentence, unexpected.advice, status=70)
    return status


def _say(*sentences: str, status: int = 1) -> int:
    from workstation.cli.printing import warn

    warn(" ".join(s for s in sentences if s))
    return status


def _place(error: Exception) -> str:
    """Kind and place of a bug: what its mender needs, and nothing that a person typed."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119


def _reader_gone(status: int) -> int:
    """The reader of a pipe stopped early (``| head``): not worth a word, nor another status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status
