"""From nothing to a device one can talk to: a new process, and a device in a running one."""

import json
import statistics
import subprocess
import sys
import time

RUNS = 9
MODELS = ("WS-C3750E-24TD", "WS-C3750E-48TD", "WS-C3560E-24TD", "CISCO867-K9", "CISCO881-K9")


def tell(what: str, value: float, unit: str, limit: float | None = None) -> None:
    """Print one figure."""
    figure = {"what": what, "value": value, "unit": unit}
    print(json.dumps(figure if limit is None else {**figure, "limit": limit}), flush=True)


def import_s() -> float:
    """Seconds of a process that only imports asyncssh."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import asyncssh"], check=True)
    return time.perf_counter() - began


def ready_s() -> float:
    """Seconds from starting `iosim run --json` to its line."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "iosim", "run", "--json"], stdout=subprocess.PIPE) as device:
        assert device.stdout is not None
        line = device.stdout.readline()
        took = time.perf_counter() - began
        device.terminate()
    assert line.startswith(b"{")
    return took


def boots_ms(model: str, count: int) -> list[float]:
    """Milliseconds of `count` boots of `model` one after another in this process, listeners included."""
    import iosim

    found = []
    for number in range(count):
        began = time.perf_counter()
        device = iosim.boot(model, seed=number)
        found.append((time.perf_counter() - began) * 1000)
        device.close()
    return found


def main() -> None:
    """Print the figures."""
    imports, readies = [], []
    for _ in range(RUNS):  # interleaved: other load on the machine meets both alike
        imports.append(import_s())
        readies.append(ready_s())
    tell("python -c 'import asyncssh'", statistics.median(imports) * 1000, "ms")
    tell("process start to the ready line", statistics.median(readies) * 1000, "ms")
    tell("the same, in imports of asyncssh", statistics.median(readies) / statistics.median(imports), "x", 1.4)

    import iosim

    iosim.boot("CISCO861-K9").close()  # the imports themselves are not part of what follows
    boots = [boots_ms(model, 20) for model in MODELS]
    tell("a device in a running process, first of its personality", statistics.median(b[0] for b in boots), "ms", 20.0)
    tell(
        "a device in a running process, any later one", statistics.median(ms for b in boots for ms in b[1:]), "ms", 2.0
    )


if __name__ == "__main__":
    main()
