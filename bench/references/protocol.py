"""What a contestant says to bench/contestant.ts: lines on stdout that start with @@, JSON after it."""

import json
import os
import resource
import sys
import time


def job():
    """What is to be measured; bench/jobs.ts describes it."""
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def say(message):
    sys.stdout.write("@@" + json.dumps(message) + "\n")
    sys.stdout.flush()


def peak_megabytes():
    # Linux remembers in ru_maxrss what the parent had at the fork; VmHWM is this program's own.
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure(work):
    """Runs work, which gives the number of photographs that it dealt with, or that and the seconds that they would have taken."""
    before = os.times()
    started = time.perf_counter()
    done = work()
    seconds = time.perf_counter() - started
    after = os.times()
    used = sum(after[:4]) - sum(before[:4])
    items, counted = done if isinstance(done, tuple) else (done, seconds)
    return {"items": items, "seconds": counted, "processorSeconds": used * counted / seconds}


def serve(weight_count, variants):
    """Warms every variant up, then measures a round of each whenever it is asked to."""
    for warm_up, _ in variants.values():
        warm_up()
    say({"weightCount": weight_count})
    for line in sys.stdin:
        if line.strip() != "round":
            break
        say({"figures": {name: measure(work) for name, (_, work) in variants.items()}})
    say({"megabytes": peak_megabytes()})
