"""A billion parameters on 72 qubits: what could be on the chip at all?"""

from qestimate import Workload, catalog, survey

work = Workload.of(catalog.model_of_size(1e9))
devices = [catalog.device(name) for name in catalog.devices_of_size(72)]
answer = survey(work, devices)

for device, bounds in answer.ceilings:
    print(f"{device.name:20} angles at once: {bounds.trainable_angles or 'unknown'}")
for row in answer.estimates:
    print(f"{row.device.id:20} {row.method.id:10} {row.verdict:11} {row.binding.name}")
