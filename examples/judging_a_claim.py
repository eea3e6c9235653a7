"""What holds of a publication: each statement, its result, and what decides it."""

from qestimate import judge

found = judge("origin-wukong-2025")
print(found.tally())
for statement, finding in found.judged:
    print(f"{finding.result:>13}  {statement.text}")
    if finding.result == "contradicted":
        print(f"{'':15}{finding.finds}")
