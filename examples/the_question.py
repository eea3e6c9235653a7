"""A billion parameters on 72 qubits: what could be on the chip at all?"""

from qestimate import Workload, catalog, survey

work = Workload.of(catalog.model_of_size(1e9))
devices = [catalog.device(name) for name in catalog.devices_of_size(72)]
answer = survey(work, devices)

for device, bounds in answer.bounds:
    angles = bounds.angles and f"{bounds.angles.low:.0e} to {bounds.angles.high:.0e}"
    print(f"{device.name:20} angles that a value can depend on: {angles or 'unknown'}")
for row in answer.estimates:
    sure = ", certain" if row.certain else ""
    print(f"{row.device.id:20} {row.method.id:10} {row.binding.name:7} {row.verdict}{sure}")
