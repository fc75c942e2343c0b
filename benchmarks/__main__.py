"""Run every benchmark and print its figures."""

from benchmarks import evaluation, start

for benchmark in (start, evaluation):
    print(benchmark.report())
    print()
