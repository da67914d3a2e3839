"""Images without Docker: buildah, as root, over a store of its own under a cache folder."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
CERTIFICATES = Path("/etc/ssl/certs")
MEGABYTE = 1_000_000


class CheckFailed(Exception):
    """Something is not as the files say; the message says what."""


@dataclass(frozen=True)
class Buildah:
    """The command, with what it keeps in a folder."""

    folder: Path
    driver: str = "overlay"

    def run(self, *words: str) -> str:
        """Run a command of it and give what it says; raises ``CheckFailed`` with the end of its output."""
        done = subprocess.run(self.command(*words), cwd=CHECKOUT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CheckFailed(f"buildah {' '.join(words[:3])} failed:\n{(done.stdout + done.stderr)[-3000:]}")
        return done.stdout.strip()

    def command(self, *words: str) -> list[str]:
        """Give the command line."""
        store = ["--storage-driver", self.driver, "--root", str(self.folder / self.driver)]
        return ["buildah", *store, "--runroot", str(self.folder / "run"), *words]

    def has(self, image: str) -> bool:
        """Tell whether an image is there."""
        return subprocess.run(self.command("inspect", image), capture_output=True, check=False).returncode == 0

    def measure(self, image: str) -> int:
        """Give an image's size in bytes, as its layers unpacked."""
        container = self.run("from", image)
        try:
            root = self.run("mount", container)
            told = subprocess.run(["du", "-sbx", root], capture_output=True, text=True, check=True).stdout
            return int(told.split()[0])
        finally:
            self.run("rm", container)


def open_buildah(folder: Path) -> Buildah:
    """Give a buildah that can mount here: over overlayfs, or where that is refused by copying."""
    if shutil.which("buildah") is None:
        raise CheckFailed("buildah is missing; install it (Debian: apt-get install buildah)")
    folder.mkdir(parents=True, exist_ok=True)
    tried = Buildah(folder)
    try:
        container = tried.run("from", "scratch")
        tried.run("mount", container)
        tried.run("rm", container)
    except CheckFailed:
        print("overlayfs can't be mounted here: layers are copied, which takes longer")
        return Buildah(folder, "vfs")
    return tried


def make_base(buildah: Buildah, name: str) -> None:
    """Make a base image with Debian's own Python by debootstrap, where it is not there yet."""
    if buildah.has(name):
        return
    root = buildah.folder / "base"
    shutil.rmtree(root, ignore_errors=True)
    packages = "python3,python3-venv,ca-certificates"
    words = ["debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(root)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckFailed(f"debootstrap failed:\n{done.stdout[-2000:]}")
    container = buildah.run("from", "scratch")
    buildah.run("add", "--quiet", container, str(root), "/")
    buildah.run("commit", "--quiet", container, name)
    buildah.run("rm", container)
    shutil.rmtree(root)


def build(buildah: Buildah, base: str, target: str, name: str) -> None:
    """Build one of the Dockerfile's targets, with this machine's certificates: its package index is believed."""
    volumes = ["--volume", f"{CERTIFICATES}:{CERTIFICATES}:ro"]
    given = ["--build-arg", f"BASE={base}", "--target", target, "--tag", name]
    buildah.run("build", "--isolation", "chroot", "--format", "docker", "--network", "host", *volumes, *given, ".")
