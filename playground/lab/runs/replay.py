"""Whole Steps that were not kept, walked anew from a keyframe, a little at a time."""

from __future__ import annotations

from collections import deque
from itertools import islice
from time import perf_counter

import numpy as np

from playground.engine.descent import Plan, Step, follow
from playground.engine.problem import Problem


class Replay:
    """The last `most` Steps from a keyframe to the step `end`; `work` until it returns True."""

    def __init__(
        self, problem: Problem, plan: Plan, keyframe: Step, end: int, most: int
    ) -> None:
        self._first = max(keyframe.index, end - most + 1)
        self._end = end
        self._steps = deque([keyframe], maxlen=most)
        self._rest = islice(follow(problem, plan, keyframe), end - keyframe.index)

    def covers(self, index: int) -> bool:
        """Whether a step will be there in the end."""
        return self._first <= index <= self._end

    def work(self, deadline: float | None = None) -> bool:
        """Walk on until all is there (True) or the deadline (time.perf_counter seconds) is over.

        However late it is, one step is made.
        """
        with np.errstate(all="ignore"):
            for step in self._rest:
                self._steps.append(step)
                if deadline is not None and perf_counter() >= deadline:
                    break
        return self._steps[-1].index == self._end

    @property
    def steps(self) -> list[Step]:
        """What is there, in order and without gaps."""
        return list(self._steps)
