"""What the document of the API says about erasing is what features say."""

from app import manifest
from app.features.privacy.endpoints import OBSTACLES
from app.main import create_app


def test_every_obstacle_is_in_the_document_of_the_api() -> None:
    declared = {one.error for one in manifest.erasure_obstacles()}
    assert set(OBSTACLES) == declared
    operation = create_app().openapi()["paths"]["/api/v1/me/erasure"]["post"]
    said = str(operation["responses"])
    assert [error.code for error in declared if error.code not in said] == []
