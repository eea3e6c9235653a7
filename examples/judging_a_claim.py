"""What holds of a publication: each statement, its result, and what decides it."""

from qestimate import judge

found = judge("origin-wukong-2025")
print(found.headline.statement.text, "-", found.headline.finding.because)
for statement, finding in found.judged:
    print(f"{statement.text}: {finding.in_words}")
    if finding.result == "contradicted":
        print(f"    {finding.finds}")
