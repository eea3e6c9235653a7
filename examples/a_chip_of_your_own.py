"""How good must a 16-qubit chip be for a small adapter? Lower its errors until it is feasible."""

from qestimate import Goal, Workload, catalog, estimate

work = Workload.of(catalog.model("gpt2"), rank=8, samples=200, tokens_per_sample=32, epochs=1)
goal = Goal.of(max_days=10, gradient="spsa")
for error in (3e-2, 1e-2, 3e-3, 1e-3):
    chip = (
        catalog.device("generic")
        .resized(16)
        .with_figures({"two_qubit_error": error, "shot_period": 20e-6})
    )
    result = estimate(work, "qtha-c", chip, goal)
    print(f"CZ error {error:7.0e}: {result.verdict:11} ({result.binding.name})")
