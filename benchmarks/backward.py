"""Backward programs beside automatic differentiation: time, and memory saved between the passes, as ratios.

    python benchmarks/backward.py             layers of the known answers
    python benchmarks/backward.py --size 256  of other lengths

For each layer the printed `torch.autograd.Function` runs forward and backward beside `torch.autograd` on the plain
forward code, and the printed `jax.custom_vjp` beside `jax.vjp`, both jitted; on the same inputs, in turn, in one
process on one thread. A ratio below 1 is ours. What is saved is counted as autograd does, with
`torch.autograd.graph.saved_tensors_hooks`, arguments left out, since they are there anyway.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import jax
import jax.numpy as jnp
import numpy as np
import torch

from jacobook import backward

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from layers import LAYERS, PLAIN, WHERE

torch.set_num_threads(1)


def loaded(source):
    found = {}
    exec(source, found)  # noqa: S102 - our own code
    return found


def arguments(name, size):
    rng = np.random.default_rng(0)
    lengths = {"m": size, "n": size + 8, "p": size + 16, "q": size + 24}
    found = {}
    for variable, declared in WHERE[name].items():
        shape, _, properties = declared.partition(" ")
        axes = () if shape == "scalar" else tuple(lengths[axis] for axis in shape.split("×"))
        value = rng.standard_normal(axes) / np.sqrt(size) if axes else 0.1
        if len(axes) == 2 and axes[0] == axes[1] and name == "solve":
            value = value + 3 * np.eye(axes[0])
        if properties == "probability":
            value = np.abs(value) / np.abs(value).sum(-1, keepdims=True)
        found[variable] = np.asarray(value, np.float32)
    return found


def order(source, head):
    line = next(line for line in source.splitlines() if head in line)
    return [each for each in line.split("(")[1].split(")")[0].replace(" ", "").split(",") if each != "ctx"]


def processor_time(run, repeats=15):
    """The median of the processor's time of some runs, after two that warm up."""
    for _ in range(2):
        run()
    times = []
    for _ in range(repeats):
        count, start = 0, time.process_time()
        while time.process_time() - start < 0.004:
            run()
            count += 1
        times.append((time.process_time() - start) / count)
    return statistics.median(times)


def saved_bytes(run, inputs):
    """The bytes that autograd keeps for the backward pass, beside the inputs; each piece of memory once."""
    given = {each.untyped_storage().data_ptr() for each in inputs if isinstance(each, torch.Tensor)}
    kept = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in given:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        value = run()
    total = sum(kept.values())
    del value
    return total


def torch_ratios(name, size):
    expr, wrt = LAYERS[name]
    source = backward(expr, wrt, WHERE[name]).program("torch")
    layer, given = loaded(source)["Layer"], arguments(name, size)
    names = order(source, "def forward(")
    inputs = {each: torch.tensor(given[each], requires_grad=each in wrt.split(",")) for each in names}
    plain = eval(f"lambda {', '.join(names)}: {PLAIN[name]['torch']}", {"torch": torch})  # noqa: S307 - our own code
    values = list(inputs.values())
    by = [inputs[each] for each in wrt.split(",")]
    upstream = torch.randn(plain(*values).shape)
    ours, theirs = (
        processor_time(lambda run=run: torch.autograd.grad(run(*values), by, upstream)) for run in (layer.apply, plain)
    )
    kept = [saved_bytes(lambda run=run: run(*values), values) for run in (layer.apply, plain)]
    return ours / theirs, (kept[0] / kept[1] if kept[1] else float(kept[0] > 0) or 1.0)


def jax_ratio(name, size):
    expr, wrt = LAYERS[name]
    source = backward(expr, wrt, WHERE[name]).program("jax")
    layer, given = loaded(source)["layer"], arguments(name, size)
    names = order(source, "def layer(")
    plain = eval(  # noqa: S307 - our own code
        f"lambda {', '.join(names)}: {PLAIN[name]['jax']}", {"jax": jax, "jnp": jnp}
    )
    values = [jnp.asarray(given[each]) for each in names]
    places = tuple(names.index(each) for each in wrt.split(","))
    upstream = jnp.asarray(np.random.default_rng(1).standard_normal(plain(*values).shape), jnp.float32)

    def passes(run):
        def both(*by):
            whole = list(values)
            for place, value in zip(places, by, strict=True):
                whole[place] = value
            return run(*whole)

        jitted = jax.jit(lambda *by: jax.vjp(both, *by)[1](upstream))
        given_by = [values[place] for place in places]
        return lambda: jax.block_until_ready(jitted(*given_by))

    return processor_time(passes(layer)) / processor_time(passes(plain))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=128)
    size = options.parse_args().size
    rows = [(name, *torch_ratios(name, size), jax_ratio(name, size)) for name in LAYERS]
    print(f"{'layer':24} {'torch time':>10} {'saved':>7} {'jax time':>9}")
    for name, *ratios in rows:
        print(f"{name:24} {ratios[0]:10.2f} {ratios[1]:7.2f} {ratios[2]:9.2f}")
    medians = [statistics.median(row[place] for row in rows) for place in (1, 2, 3)]
    print(f"{'median':24} {medians[0]:10.2f} {medians[1]:7.2f} {medians[2]:9.2f}")


if __name__ == "__main__":
    main()
