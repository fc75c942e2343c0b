"""Run every benchmark and print its figures."""

from benchmarks import browser, cockpit, draws, evaluation, findings, memory, pack, start

for benchmark in (start, evaluation, draws, findings, memory, pack, cockpit, browser):
    print(benchmark.report(), end="\n\n", flush=True)
