"""A model, an adapter, data and a chip from files; the patch and its noise handed to Qiskit."""

from pathlib import Path

from qestimate import Workload, estimate, read_adapter, read_config, read_data, read_device

FILES = Path(__file__).parent / "files"

model = read_config(FILES / "config.json")
adapter = read_adapter(FILES / "adapter_config.json", model.architecture)
data = read_data(FILES / "train.jsonl")
print(f"{model.parameters:,} parameters, {adapter.parameters:,} trained, {data.samples} samples")

work = Workload.of(
    model,
    adapter=adapter,
    samples=data.samples,
    tokens_per_sample=data.tokens_per_sample,
    dataset=data.label,
)
chip = read_device(FILES / "metrics.json", name="nine")
result = estimate(work._replace(adapter=adapter.with_rank(4, 2048)), "qtha", chip)
print(f"{chip.qubits_connected} connected qubits: {result.verdict} ({result.binding.name})")

patch = result.placement.qubits
target = chip.to_target(patch)
print(f"patch {patch}: {len(target['cz']) // 2} couplers, {chip.noise_model(patch).noise_qubits}")
