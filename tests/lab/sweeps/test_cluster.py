"""A sweep on a Dask cluster, in this process, where the extra [cluster] is installed."""

import threading
from time import sleep

import pytest

from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.sweeps.axis import Axis
from playground.lab.sweeps.sweep import combinations, documents, outcomes, run_all

distributed = pytest.importorskip("distributed", reason="needs the extra [cluster]")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),  # that a port is taken
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

BOWL = {
    "version": 1,
    "problem": {"kind": "surface", "surface": "bowl"},
    "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 0.01},
                 "start": [1, 1]}],
    "stop": {"gradient_norm": 1e-12, "max_steps": 400},
}
RATES = Axis("runners[0].settings.learning_rate", (1e-4, 1e-3, 0.01, 0.1, 1.0))


@pytest.fixture
def cluster():
    made = distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None,
        protocol="tcp",
    )
    yield made
    made.close(timeout=5)


def swept(executor, max_steps=400):
    """The outcomes by place."""
    bowl = {**BOWL, "stop": {"gradient_norm": 1e-12, "max_steps": max_steps}}
    experiment = Experiment.from_dict(bowl)
    found = {}
    made = documents(experiment, [RATES], combinations([RATES]))
    run_all(made, 0, executor, found.__setitem__)
    return found


def test_a_cluster_says_the_same_as_threads(cluster):
    assert swept(cluster.scheduler_address) == swept("threads")


def test_a_cluster_that_goes_away_keeps_what_is_done(cluster):
    bowl = {**BOWL, "stop": {"max_steps": 300_000}}
    experiment = Experiment.from_dict(bowl)
    made = [(document, 0) for document in documents(experiment, [RATES], [(1e-4,)] * 40)]
    seen = []
    with pytest.raises(BadInputError, match="went away; what is done is kept, and --resume"):
        for ended in outcomes(made, cluster.scheduler_address):
            seen += [ended] if ended is not None else []
            if len(seen) == 1:
                threading.Thread(target=lambda: cluster.close(timeout=2), daemon=True).start()
    assert 1 <= len(seen) < 40


def test_a_cluster_without_workers_is_not_waited_for_forever(cluster):
    cluster.scale(0)
    while cluster.scheduler.workers:
        sleep(0.05)
    with pytest.raises(BadInputError, match="has no workers"):
        swept(cluster.scheduler_address)


def test_a_cluster_that_is_not_there():
    with pytest.raises(BadInputError, match=r"no scheduler answers at tcp://127\.0\.0\.1:1"):
        swept("tcp://127.0.0.1:1")
