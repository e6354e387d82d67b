"""How a program that is measured talks: the counterpart of src/contenders/serve.ts."""

import json
import os
import resource
import sys
import time

import torch


def serve(run, facts=dict):
    """Says who it is, then answers each line `{"times": n}` with how long n runs took, until the input ends.

    run: does the work once
    facts: what else is known after them
    """
    torch.set_num_threads(os.cpu_count() or 1)
    description = f"PyTorch {torch.__version__.split('+')[0]} on the CPU, {torch.get_num_threads()} threads"
    print(json.dumps({"description": description}), flush=True)
    for line in sys.stdin:
        wall, processor = zip(*(timed(run) for _ in range(json.loads(line)["times"])))
        measurement = {"milliseconds": wall, "processorMilliseconds": processor, **memory(), "facts": facts()}
        print(json.dumps(measurement), flush=True)


def timed(run):
    """Milliseconds on the clock, and those that the threads of this process computed."""
    start, begun = time.perf_counter(), time.process_time()
    run()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - begun)


def memory():
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"residentBytes": pages * resource.getpagesize(), "peakBytes": peak}
