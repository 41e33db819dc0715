"""The batch panel: the cloud, its law, the floor, the noise scale, and sum or mean."""

from dataclasses import replace

import numpy as np
import pytest
from desk import Desk
from moving import arrive, go_to
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from playground.app.documents.picture_files import save_picture
from playground.app.look.style import style
from playground.app.network.batch.panel import BatchPanel
from playground.engine.datasets import datasets
from playground.engine.networks.floor import minimum_near, noise_floor
from playground.engine.networks.network import Network
from playground.engine.networks.noise import gradient_noise, sizes
from playground.engine.networks.per_sample import per_sample_gradients
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.experiments.presets import presets

LEFT = Qt.MouseButton.LeftButton


def small(size=6, sampling="shuffle", rule="gradient_descent", stop=400, rate=0.05, **batch):
    recipe = NetworkRecipe(
        Network((2, 3, 1), ("tanh", "linear")),
        datasets["circle"](samples=40, test_fraction=0.25), "square",
        batch=BatchRecipe(size, sampling=sampling, **batch),
    )
    runner = Runner("GD", optimizers[rule].from_settings({"learning_rate": rate}))
    return Experiment(recipe, (runner,), StopRules(max_steps=stop))


def desk_of(qtbot, experiment, page="cloud", size=(360, 640)):
    desk = Desk(qtbot, BatchPanel, experiment, size)
    desk.panel.show_page(page)
    return desk


def state(desk):
    run = desk.player.runs[desk.player.selected]
    step = run[min(desk.player.cursor, run.last)]
    return run.problem, step


# The cloud


@pytest.mark.parametrize("plane", ["gradient", "parameters"])
def test_the_cloud_is_the_samples_gradients_and_the_arrows_their_means(qtbot, plane):
    desk = desk_of(qtbot, small())
    page = desk.panel.cloud
    desk.click(page.planes.button(plane))
    go_to(desk.player, 3)
    qtbot.waitUntil(lambda: page.facts.step == 3)
    problem, step = state(desk)
    G = per_sample_gradients(problem, step.theta)  # noqa: N806
    g, rows = G.mean(axis=0), problem.batches.rows(3)
    marks = page.plot.marks
    if plane == "parameters":
        page.up.setCurrentIndex(5)
        marks = page.plot.marks
        assert marks.points == pytest.approx(G[:, [0, 5]], abs=1e-12)
        assert marks.mean == pytest.approx(g[[0, 5]])
        assert marks.batch == pytest.approx(G[rows].mean(axis=0)[[0, 5]])
        assert page.plot.plot.getAxis("left").name.startswith("∂ℓ/∂")
    else:
        assert marks.points[:, 0] == pytest.approx(G @ g / np.linalg.norm(g))
        assert marks.mean == pytest.approx([np.linalg.norm(g), 0], abs=1e-12)
    assert sorted(marks.rows) == sorted(rows)
    qtbot.waitUntil(lambda: not page.rest.isActive())  # words follow when it rests
    away = marks.points - marks.points.mean(axis=0)
    law = np.linalg.eigvalsh(away.T @ away / len(G))[::-1]
    assert marks.spread.half**2 == pytest.approx(law)
    n = len(G)
    assert marks.spread_of_mean.half**2 == pytest.approx(law / 6 * (n - 6) / (n - 1))
    batch = G[rows].mean(axis=0)
    cosine = batch @ g / np.linalg.norm(batch) / np.linalg.norm(g)
    assert f"{np.degrees(np.arccos(cosine)):.1f}°" in page.reading.text()


def test_batches_are_drawn_without_a_step(qtbot):
    desk = desk_of(qtbot, small())
    page = desk.panel.cloud
    before = page.plot.marks.batch
    desk.click(page.another)
    assert desk.player.cursor == 0 and len(page.plot.marks.means) == 1
    assert not np.allclose(page.plot.marks.batch, before)
    assert "drawn batch of 6" in page.reading.text()
    desk.click(page.many)
    marks = page.plot.marks
    assert len(marks.means) == 100 and len(marks.uphill) == 100
    # In the plane of ∇R uphill is to the left of 0.
    assert (marks.uphill == (marks.means[:, 0] < 0)).all()
    assert "of 101 drawn batches of 6" in page.uphill.text()
    go_to(desk.player, 1)  # another place: what was drawn is of the old one
    qtbot.waitUntil(lambda: page.facts.step == 1 and not page.rest.isActive())
    assert not len(page.plot.marks.means) and page.uphill.isHidden()


def test_smaller_batches_point_uphill_more_often(qtbot):
    desk = desk_of(qtbot, small())
    go_to(desk.player, 400)
    page = desk.panel.cloud
    qtbot.waitUntil(lambda: page.facts.step == 400)
    shares = []
    for size in ("1", "20"):
        desk.type(page.size_field, size)
        desk.click(page.many)
        shares.append(page.plot.marks.uphill.mean())
    assert shares[0] > shares[1]


def test_a_batch_of_more_than_there_are_is_refused_beside_the_field(qtbot):
    desk = desk_of(qtbot, small())
    page = desk.panel.cloud
    for text in ("31", "0", "2.5", "some"):
        desk.type(page.size_field, text)
        assert page.error_line.isVisible() and page.error_line.text(), text
    assert "from 1 to 30" in page.error_line.text() or "number" in page.error_line.text()
    assert not len(page.plot.marks.means)
    desk.type(page.size_field, "30")
    assert page.error_line.isHidden()
    assert page.plot.marks.batch == pytest.approx(page.plot.marks.mean)
    drawing = desk_of(qtbot, small(sampling="replacement"))
    drawing.type(drawing.panel.cloud.size_field, "31")  # with replacement there is no end
    assert drawing.panel.cloud.error_line.isHidden()
    share = drawing.panel.cloud.plot.marks
    assert share.spread_of_mean.half == pytest.approx(share.spread.half / np.sqrt(31))


def test_all_the_data_have_no_noise(qtbot):
    page = desk_of(qtbot, small(None)).panel.cloud
    assert "∇R itself" in page.reading.text()
    assert page.plot.marks.spread_of_mean is None


def test_a_click_takes_a_sample_and_says_its_error_times_blame(qtbot):
    desk = desk_of(qtbot, small())
    page = desk.panel.cloud
    qtbot.waitExposed(desk.panel)
    sample = int(page.plot.marks.points[:, 0].argmax())
    page.plot.repaint()
    at = page.plot.map_view.pixel(tuple(page.plot.marks.points[sample]))
    with qtbot.waitSignal(desk.panel.sample_lit) as told:
        qtbot.mouseClick(page.plot.viewport(), LEFT, pos=at.toPoint())
    assert told.args == [sample] == [page.plot.sample]
    assert page.table.currentIndex().row() == sample
    problem, step = state(desk)
    own = per_sample_gradients(problem, step.theta)[sample]
    said = page.sample_words.text()
    assert f"Sample {sample + 1}" in said and "×" in said
    assert said.endswith(f"= {own[0]:.3g}.".replace("-", "−"))
    heads = {column.head: column.values for column in page.table.samples.columns}
    assert heads["error × blame"] == pytest.approx(heads["error"] * heads["blame"])
    assert heads["error × blame"][sample] == pytest.approx(own[0])
    assert heads["error"] == pytest.approx(2 * (heads["H"] - heads["y"]))
    assert heads["batch"].sum() == 6
    empty = page.plot.map_view.area.topRight().toPoint() + QPoint(-3, 60)
    with qtbot.waitSignal(desk.panel.sample_lit) as told:
        qtbot.mouseClick(page.plot.viewport(), LEFT, pos=empty)
    assert told.args == [None] and page.sample_words.isHidden()


def test_the_table_is_for_keys_too_and_is_copied(qtbot):
    desk = desk_of(qtbot, small(), size=(360, 1000))
    table = desk.panel.cloud.table
    table.setFocus()
    table.light(4)
    with qtbot.waitSignal(desk.panel.sample_lit) as told:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert told.args == [5] == [desk.panel.cloud.plot.sample]
    table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 31 and lines[0].startswith("sample\tx")
    # The last parameter's gradient is the error itself: its blame is 1.
    page = desk.panel.cloud
    page.parameter.setCurrentIndex(page.parameter.count() - 1)
    heads = {column.head: column.values for column in table.samples.columns}
    assert (heads["blame"] == 1).all()


def test_several_outputs_add_up(qtbot):
    recipe = NetworkRecipe(
        Network((2, 4, 3), ("tanh", "linear")), datasets["spiral"](samples=30, arms=3),
        "softmax_cross_entropy", batch=BatchRecipe(5),
    )
    experiment = Experiment(recipe, (Runner("Adam", optimizers["adam"]()),), StopRules())
    desk = desk_of(qtbot, experiment)
    heads = {c.head: c.values for c in desk.panel.cloud.table.samples.columns}
    problem, step = state(desk)
    own = per_sample_gradients(problem, step.theta)
    assert heads["error × blame"] == pytest.approx(own[:, 0]) and "error" not in heads
    desk.panel.set_sample(3)
    assert desk.panel.cloud.sample_words.text().count("×") >= 3


@pytest.fixture
def window(open_window):
    return open_window(presets["four_points"].experiment())


def test_a_sample_is_lit_up_in_the_map_and_in_the_data(qtbot, window):
    mode = window.mode
    mode.docks.bring("batch")
    mode.batch.cloud.plot.picked.emit(2)
    assert mode.output.canvas.lit == 2
    table = mode.data.own_part.table
    assert table.selected_rows() == {2}
    mode.docks.bring("output")
    qtbot.waitUntil(lambda: mode.output.canvas.isVisible())
    mode.output.canvas.grab()
    mode.batch.cloud.plot.picked.emit(None)
    assert mode.output.canvas.lit is None and not table.selectedIndexes()


# The law


def test_the_four_points_by_hand(qtbot):
    desk = desk_of(qtbot, presets["four_points"].experiment(), "law")
    law = desk.panel.law
    left = law.plot.axis("left")
    assert left.names[0] == "E ‖batch gradient − ∇R‖²" and left.labelText in left.names
    said = law.listed.text()
    assert "−31, −24, −23, −18, −17, −10" in said
    assert "42.92 = 128.8/2 · 2/3" in said and "16 ordered" in said and "64.38" in said
    assert law.noise.covariance_trace == pytest.approx(128.75)
    assert "√42.92" in law.reading.text()
    cloud = desk.panel.cloud
    desk.panel.show_page("cloud")
    assert sorted(cloud.plot.marks.points[:, 0]) == [4, 16, 30, 32]  # along ∇R, which is −20.5
    assert cloud.plot.marks.mean[0] == pytest.approx(20.5)


def test_the_law_is_measured_beside_the_window(qtbot):
    desk = desk_of(qtbot, small(), "law")
    law = desk.panel.law
    with qtbot.waitSignal(law.measured, timeout=20_000):
        pass
    problem, step = state(desk)
    exact = gradient_noise(problem, step.theta)
    filled, hollow = law.plot.dots
    assert filled.x.tolist() == sizes(30) and not filled.hollow and hollow.hollow
    for dots, name in ((filled, "with_replacement"), (hollow, "without_replacement")):
        for size, seen in zip(dots.x, dots.y, strict=True):
            assert seen == pytest.approx(getattr(exact.law(int(size)), name), rel=0.15, abs=1e-12)
    solid, dashed = law.plot.curves
    assert solid.y[0] == pytest.approx(exact.covariance_trace) == pytest.approx(dashed.y[0])
    assert dashed.y[-1] == 0 and solid.y[-1] == pytest.approx(exact.covariance_trace / 30)
    law.plot.repaint()
    at = law.plot.pixel_of(filled.x[2], filled.y[2])
    with qtbot.waitSignal(desk.panel.hovered) as told:
        qtbot.mouseMove(law.plot.viewport(), at.toPoint())
    assert told.args[0].startswith("m = 5, with") and "the law says" in told.args[0]


def test_the_law_waits_for_rest_and_lets_go_when_hidden(qtbot):
    desk = desk_of(qtbot, small(), "law")
    law = desk.panel.law
    assert law.rest.isActive() and "once the run rests" in law.legend.text()
    desk.panel.show_page("cloud")
    assert not law.rest.isActive()


# The floor


def plane(size=10, **more):
    recipe = presets["batch_race"].experiment().problem
    recipe = replace(recipe, batch=BatchRecipe(size, sampling="replacement"))
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": 0.005})
    return Experiment(
        replace(recipe, **more), (Runner("GD", rule),), StopRules(max_steps=4000)
    )


def test_the_floor_stands_beside_the_last_points(qtbot):
    desk = desk_of(qtbot, plane(), "floor")
    go_to(desk.player, 4000)
    page = desk.panel.floor
    qtbot.waitUntil(lambda: page.tail.last == 4000)
    run = desk.player.runs[0]
    rule = run.optimizer_at(0)
    expected = noise_floor(minimum_near(run.problem, np.zeros(3)), run.problem, rule)
    assert page.floor.level == pytest.approx(expected.level) == pytest.approx(0.0063688, abs=1e-6)
    assert "0.006369" in page.predicted.text() and "near the minimum" in page.predicted.text()
    marks = page.plot.marks
    assert marks.points == pytest.approx(run.columns.path[-500:, :2])
    path = run.columns.path
    # The mean over the second half of the run until then, at the last of its 4,001 points.
    assert marks.averages[-1] == pytest.approx(path[2000:, :2].mean(axis=0))
    assert marks.averages[0] == pytest.approx(path[1750:3502, :2].mean(axis=0), abs=1e-5)
    assert marks.minimum == pytest.approx([0.0829818, 0.0835472], abs=1e-6)
    inside = np.linalg.eigvalsh(expected.covariance[:2, :2])[::-1]
    assert marks.predicted.half**2 == pytest.approx(inside)
    qtbot.waitUntil(lambda: "Seen" in page.seen.text())
    risks = [run.problem.risk_and_grad(point)[0] for point in path[-500:]]
    assert np.mean(risks) == pytest.approx(expected.level, rel=0.02)
    # The cloud has about the predicted size: within a third for points that follow each other.
    assert np.cov(marks.points.T).trace() == pytest.approx(inside.sum(), rel=0.33)


def test_half_the_rate_or_twice_the_batch_from_the_panel(qtbot):
    desk = desk_of(qtbot, plane(), "floor")
    go_to(desk.player, 1000)
    page = desk.panel.floor
    before = page.floor.excess
    desk.click(page.halve)
    arrive(desk.player)
    runner = desk.player.experiment.runners[0]
    assert runner.optimizer_at(1000).learning_rate == 0.0025
    assert runner.optimizer_at(999).learning_rate == 0.005  # it branches off where one looks
    assert page.floor.excess == pytest.approx(before / 2, rel=0.06)
    desk.click(page.double)
    arrive(desk.player)
    assert desk.player.experiment.problem.batch.size == 20
    # The run begins anew, without what had branched off.
    qtbot.waitUntil(lambda: page.floor.excess == pytest.approx(before / 2))
    desk.player.undo()
    desk.player.undo()
    assert desk.player.experiment == plane()


def test_steps_like_one_over_t(qtbot):
    desk = desk_of(qtbot, plane(), "floor")
    go_to(desk.player, 200)
    page = desk.panel.floor
    desk.click(page.decay)
    go_to(desk.player, 4000)
    schedule = desk.player.experiment.runners[0].optimizer.schedule
    run = desk.player.runs[0]
    values = np.linalg.eigvalsh(minimum_near(run.problem, np.zeros(3)).hessian)
    assert schedule.name == "inverse"
    assert schedule.rate == pytest.approx(0.005 * values[0], rel=0.01)
    assert page.decay.isChecked() and page.floor is None
    assert "the steps change" in page.predicted.text()
    assert page.plot.marks.minimum is not None and page.plot.marks.predicted is None
    ended = run.problem.risk_and_grad(run[4000].theta)[0]
    low = minimum_near(run.problem, np.zeros(3)).value
    assert ended - low < 0.0063688 - low  # it is below the constant rate's floor
    desk.click(page.decay)
    assert desk.player.experiment == plane()


def test_where_no_floor_is_predicted_it_says_why(qtbot):
    desk = desk_of(qtbot, small(rule="adam"), "floor")
    assert "No level is predicted" in desk.panel.floor.predicted.text()
    assert desk.panel.floor.plot.marks.predicted is None


def test_many_parameters_have_their_last_points_too(qtbot):
    desk = desk_of(qtbot, small(), "floor")  # 13 parameters: no path is recorded
    go_to(desk.player, 60)
    page = desk.panel.floor
    qtbot.waitUntil(lambda: page.tail.last == 60)
    run = desk.player.runs[0]
    assert len(page.tail.points) == 61 and not page.tail.whole
    assert page.tail.points[5] == pytest.approx(run[5].theta)
    assert page.tail.average == pytest.approx(np.mean([run[k].theta for k in range(61)], axis=0))
    assert "running average" in page.legend.text()


# Sum or mean


def test_the_sum_with_its_own_rate_makes_the_same_run(qtbot):
    desk = desk_of(qtbot, plane(), "sum")
    page = desk.panel.sum
    before = desk.player.runs[0]
    before.ensure(50)
    assert "η = 0.005 with the mean and η = 0.0005 with the sum" in page.consequence.text()
    desk.click(page.reductions.button("sum"))
    changed = desk.player.experiment
    assert changed.problem.batch.reduction == "sum"
    assert changed.runners[0].optimizer.learning_rate == 0.0005
    run = desk.player.runs[0]
    run.ensure(50)
    assert run[50].theta == pytest.approx(before[50].theta, rel=1e-12)
    desk.click(page.reductions.button("mean"))
    assert desk.player.experiment == plane()


def test_the_switch_alone_is_ten_times_as_far(qtbot):
    desk = desk_of(qtbot, plane(100), "sum")
    page = desk.panel.sum
    page.keep.setChecked(False)
    desk.click(page.reductions.button("sum"))
    assert desk.player.experiment.runners[0].optimizer.learning_rate == 0.005
    run = desk.player.runs[0]
    run.ensure(4000)
    # Beyond 2/(m λmax) it runs away, to numbers that no float holds.
    assert run.stop is not None and run.stop.kind == "diverged"


def test_the_stable_rates_of_both(qtbot):
    desk = desk_of(qtbot, plane(), "sum")
    page = desk.panel.sum
    qtbot.waitUntil(lambda: page.curvature is not None)
    values = np.linalg.eigvalsh(minimum_near(desk.player.runs[0].problem, np.zeros(3)).hessian)
    assert page.curvature == pytest.approx(values[-1])
    assert page.cells["stable below", "mean"].text() == f"{2 / values[-1]:.3g}"
    assert page.cells["stable below", "sum"].text() == f"{2 / values[-1] / 10:.3g}"
    assert "2/λₘₐₓ" in page.bound.text()


def test_adam_does_not_care_and_the_rest_of_an_epoch_is_told(qtbot):
    desk = desk_of(qtbot, small(7, rule="adam"), "sum")
    page = desk.panel.sum
    assert "divides by the gradient's own size" in page.consequence.text()
    assert "has 2 samples" in page.rest_words.text()
    desk.click(page.reductions.button("sum"))
    assert desk.player.experiment.runners[0].optimizer.learning_rate == 0.05


# The noise scale


def test_the_noise_scale_with_the_runs_as_dots(qtbot):
    desk = desk_of(qtbot, presets["batch_race"].experiment(), "scale")
    page = desk.panel.scale
    assert "2.16" in page.scale.text()
    assert "Play" in page.runs_words.text()
    go_to(desk.player, 2000)
    with qtbot.waitSignal(page.compared, timeout=20_000):
        pass
    assert [one.label for one in page.raced] == ["all", "m = 100", "m = 10", "m = 1"]
    for one, run in zip(page.raced, desk.player.runs, strict=True):
        assert one.samples == run.problem.batches.seen(one.updates)
        risk = run.problem.risk_and_grad(run[one.updates].theta)[0]
        assert risk <= run.problem.risk_and_grad(desk.player.runs[0][20].theta)[0] * (1 + 1e-9)
    assert [int(dots.x[0]) for dots in page.plot.dots[1:]] == [o.updates for o in page.raced]
    curve = page.plot.curves[0]
    fewest_updates = curve.x.min(), curve.y.min()
    assert fewest_updates[0] > 0
    # (S/S_min − 1)(E/E_min − 1) = 1 along the law
    scale = page.noise.noise_scale
    fewest = page.plot.dots[0].x[0] / 2
    product = (curve.x / fewest - 1) * (curve.y / (fewest * scale) - 1)
    assert product == pytest.approx(np.ones_like(product))


def test_without_a_gradient_there_is_no_scale(qtbot):
    recipe = presets["four_points"].experiment().problem
    data = datasets["inline"].from_settings({"X": [[1], [1]], "y": [[1], [-1]]})
    experiment = replace(
        presets["four_points"].experiment(),
        problem=replace(recipe, dataset=data, batch=BatchRecipe(1)),
    )
    desk = desk_of(qtbot, experiment, "scale")
    assert "has no value here" in desk.panel.scale.scale.text()
    assert desk.panel.scale.plot.isHidden()
    desk.panel.show_page("cloud")
    assert "no angle" in desk.panel.cloud.reading.text()


# Everywhere


@pytest.mark.parametrize("page", ["cloud", "law", "floor", "scale", "sum"])
def test_every_page_in_both_themes_and_large_type(qtbot, page):
    desk = desk_of(qtbot, small(), page)
    for mode, scale in (("dark", 1.0), ("light", 1.5)):
        style.mode, style.scale = mode, scale
        desk.panel.grab()
        assert desk.panel.minimumSizeHint().width() <= 250 * scale
    go_to(desk.player, 5)
    desk.panel.grab()


@pytest.mark.parametrize("page", ["cloud", "law", "floor", "scale"])
def test_a_picture_of_every_plot(qtbot, tmp_path, page):
    desk = desk_of(qtbot, small(), page)
    plot = getattr(desk.panel, page).plot
    assert desk.panel.export_target() is plot
    with qtbot.waitSignal(desk.panel.picture_asked):
        plot.make_menu().save.trigger()
    for ending in ("png", "svg"):
        save_picture(desk.panel, tmp_path / f"{page}.{ending}")
        assert (tmp_path / f"{page}.{ending}").stat().st_size > 1000


@pytest.mark.parametrize("page", ["cloud", "law", "floor", "scale", "sum"])
def test_numbers_that_left_the_floats_are_told(qtbot, page):
    desk = desk_of(qtbot, small(rate=1e4, stop=300), page)
    desk.player.to_end()
    arrive(desk.player)
    assert desk.player.runs[0].stop.kind == "diverged"
    desk.panel.grab()


def test_without_a_network_it_says_what_would_be_here(qtbot):
    desk = desk_of(qtbot, new_experiment())
    assert desk.panel.empty_state.isVisible()


def test_a_network_follows_a_network(qtbot):
    desk = desk_of(qtbot, small(), "cloud")
    desk.panel.set_sample(29)
    desk.player.edit(presets["four_points"].experiment(), "another", another=True)
    assert desk.panel.cloud.plot.sample is None
    assert desk.panel.cloud.up.count() == 2
