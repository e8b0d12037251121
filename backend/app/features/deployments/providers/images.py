"""The one place that says what an image slug stands for in a container.

A slug from an order only ever selects an entry here; nothing a customer wrote becomes part of
a command. Programs read HOST, PORT, SITE_HOSTNAME, SITE_DIR and DATA_DIR from the environment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.features.deployments.providers.errors import ImageMissingError

CONTAINER_PORT = 8080
CONTAINER_USER = "65534:65534"


@dataclass(frozen=True, kw_only=True)
class Image:
    """How one image runs as a container.

    `tmpfs` maps paths to mount options on the read-only root; `data_dir` is kept in a volume.
    """

    slug: str
    reference: str
    tmpfs: Mapping[str, str] = field(default_factory=dict)
    data_dir: str = ""


_SCRATCH = "rw,noexec,nosuid,nodev,size=16m,mode=1777"

IMAGES: Mapping[str, Image] = {
    image.slug: image
    for image in (
        Image(
            slug="static-site",
            reference="localhost/hostwright/static-site:1",
            tmpfs={"/tmp": _SCRATCH, "/site": _SCRATCH},  # noqa: S108  inside the container
        ),
        Image(
            slug="python-web",
            reference="localhost/hostwright/python-web:1",
            tmpfs={"/tmp": _SCRATCH},  # noqa: S108  inside the container
            data_dir="/data",
        ),
    )
}


def names_of(slug: str, reference: str) -> frozenset[str]:
    """Return every name under which an engine may list an image."""
    known = IMAGES.get(slug)
    wanted = reference or (known.reference if known else slug)
    tagged = ":" in wanted.rpartition("/")[2]
    return frozenset({slug, wanted, wanted if tagged else f"{wanted}:latest"})


def image_for(slug: str) -> Image:
    """Return the image behind `slug`; raises ImageMissingError."""
    try:
        return IMAGES[slug]
    except KeyError:
        raise ImageMissingError(detail=f"no image is called {slug!r}", image=slug) from None
