"""Adapters, data and scaled models against counts that are worked out by hand."""

from __future__ import annotations

import pytest

from qestimate import Workload, catalog
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.workload.adapter import Adapter
from qestimate.workload.listing import parameter_count
from qestimate.workload.modules import Linear
from qestimate.workload.workload import MAX_DATA, Dataset, check_parameters, scaled

ATTENTION = Linear("q", 100, 60, 3)
"""Three layers, each of which takes 160 parameters a rank."""
EXPERT = Linear("up", 100, 20, 8, passed=2)
"""Eight layers of 120 parameters a rank, of which a token passes two."""


def test_a_rank_is_at_most_the_narrowest_adapted_side():
    """Four heads of 64 for keys and values: v_proj is 2048 x 256, q_proj 2048 x 2048."""
    model = catalog.model("tinyllama-1.1b")
    job = Workload.of(model, rank=256, targets=("q_proj", "v_proj"))
    assert job.adapter.rank == 256
    assert job.with_rank(255).adapter.rank == 255
    for wider in (
        lambda: Workload.of(model, rank=257, targets=("q_proj", "v_proj")),
        lambda: job.with_rank(257),
    ):
        with pytest.raises(ScenarioError, match=r"257 is wider than .* side, 256"):
            wider()
    assert Workload.of(model, rank=257, targets="q_proj").adapter.rank == 257


def test_narrowest_side_of_one_that_widens():
    """up_proj goes from 2048 to 5632, down_proj back: 2048 either way."""
    for target in ("up_proj", "down_proj"):
        job = Workload.of(catalog.model("tinyllama-1.1b"), targets=target, rank=2048)
        with pytest.raises(ScenarioError, match="side, 2048"):
            job.with_rank(2049)


def test_parameters_of_an_adapter():
    """Rank 4: 3 x 4 x 160 = 1,920 and 8 x 4 x 120 = 3,840; six idle experts 2,880."""
    one = Adapter(4, ("q", "up"), (ATTENTION, EXPERT))
    assert (one.n_modules, one.n_passed) == (11, 5)
    assert (one.parameters, one.met) == (5760, 2880)
    assert (one.in_full, one.trained) == (0, 5760)


def test_parameters_of_an_adapter_with_ranks_of_its_own():
    """Ranks 2 and 5: 3 x 2 x 160 + 8 x 5 x 120 = 5,760, idle 6 x 5 x 120 = 3,600."""
    one = Adapter(
        5, ("q", "up"), (ATTENTION, EXPERT), ranks=(2, 5), extra=40, saved=(("a", 7), ("b", 9))
    )
    assert (one.parameters, one.met) == (5800, 2200)
    assert (one.in_full, one.trained) == (16, 5816)
    # with one rank for both: 3 x 6 x 160 + 8 x 6 x 120 + 40
    assert one.with_rank(6, 6).parameters == 8680


def test_steps_of_training():
    """32 samples are one step of 4 x 8, a 33rd makes a second; 5 epochs."""
    whole, more = (Dataset(n, 7, 5, 4, 8) for n in (32, 33))
    assert (whole.steps_per_epoch, whole.steps) == (1, 5)
    assert (more.steps_per_epoch, more.steps) == (2, 10)
    assert (more.tokens_per_epoch, more.tokens) == (231, 1155)


@pytest.mark.parametrize("name", ["samples", "tokens_per_sample", "epochs", "accumulation"])
def test_counts_start_at_one_and_end_at_a_trillion(name):
    model = catalog.model("gpt2")
    for count in (1, MAX_DATA):
        assert getattr(Workload.of(model, **{name: count}).data, name) == count
    for count in (0, MAX_DATA + 1):
        with pytest.raises(DomainError, match="must be between"):
            Workload.of(model, **{name: count})


def test_least_and_largest_model():
    assert check_parameters(1e6) == 10**6
    assert check_parameters(1e30) == round(1e30)
    for size in (999_999, 1.001e30, float("inf"), float("nan")):
        with pytest.raises(DomainError):
            check_parameters(size)


def test_a_small_untied_model_has_a_smaller_vocabulary_twice():
    """10 million of TinyLlama's shape: 0.21 of its width is one head of keys, 8 of 64 queries.

    One block of 512: queries and output 2 x 512^2, keys and values 2 x 512 x 64, three layers of
    512 x 1408, two norms of 512: 2,753,536; a last norm. 7,245,952 are left for embeddings and
    output layer, 2 x 512 a token: 7,076 tokens.
    """
    found = scaled(catalog.model("tinyllama-1.1b"), 10**7)
    shape = found.architecture
    assert (shape.layers, shape.heads, shape.kv_heads, shape.hidden_size) == (1, 8, 1, 512)
    assert (shape.intermediate_size, shape.vocab_size) == (1408, 7076)
    assert parameter_count(shape) == 2_753_536 + 512 + 2 * 512 * 7076
    assert (found.parameters, found.assumed) == (10**7, True)


def test_a_small_tied_model_has_a_smaller_vocabulary_once():
    """10 million of GPT-2's shape: (10 / 124)^(1/3) of 12 heads are 5 of 64.

    12 x 320^2 weights in a block, 13 x 320 biases and norms, a last norm of 640, 1,024 positions:
    8,438,720 are left, 320 a token: 26,371 tokens.
    """
    shape = scaled(catalog.model("gpt2"), 10**7).architecture
    assert (shape.layers, shape.heads, shape.hidden_size) == (1, 5, 320)
    assert (shape.intermediate_size, shape.vocab_size) == (1280, 26371)
    assert parameter_count(shape) == 10**7


def test_depth_takes_up_what_width_leaves():
    """8 times TinyLlama: twice as wide, 64 heads of 64, 8 of keys and values.

    A block: 2 x 4096^2 + 2 x 4096 x 512 + 3 x 4096 x 11264 + 2 x 4096 = 176,168,960. 8 x
    1,100,048,384 less 2 x 32,000 x 4,096 and a last norm is 8,538,238,976: 48.47 blocks.
    """
    model = catalog.model("tinyllama-1.1b")
    assert model.parameters == 1_100_048_384
    shape = scaled(model, 8 * model.parameters).architecture
    assert (shape.layers, shape.heads, shape.kv_heads, shape.hidden_size) == (48, 64, 8, 4096)
    assert (shape.intermediate_size, shape.vocab_size) == (11264, 32000)
    assert parameter_count(shape) == 48 * 176_168_960 + 2 * 32_000 * 4_096 + 4_096


def test_the_shape_of_any_size_counts_about_as_many_parameters():
    """Whole heads and whole layers leave a few per cent, from a million to ten trillion."""
    for step in range(141):
        size = round(10 ** (6 + step / 20))
        count = parameter_count(catalog.model_of_size(size).architecture)
        assert count == pytest.approx(size, rel=0.1), size


def test_one_head_of_keys_for_all_queries_stays_one():
    """A 27th of Falcon 7B: a third of 71 heads of 64 are 24; 24 x 64 and four times that."""
    model = catalog.model("falcon-7b")
    assert (model.architecture.heads, model.architecture.kv_heads) == (71, 1)
    shape = scaled(model, model.parameters // 27).architecture
    assert (shape.heads, shape.kv_heads, shape.hidden_size) == (24, 1, 1536)
    assert shape.intermediate_size == 6144
