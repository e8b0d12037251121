"""Use cases of files: taking bytes in, giving them out, and letting them go."""

from app.features.files.providers.pictures import (
    LOGO_TYPE,
    PICTURE_TYPE,
    redraw_square,
    redraw_within,
)
from app.features.files.service.copying import is_kept, walk_kept
from app.features.files.service.keeping import (
    begin_removal,
    discard,
    fill,
    receive,
    remove_bytes,
    reserve,
    settle,
)
from app.features.files.service.reading import find_file, open_file
from app.features.files.service.rules import max_upload
from app.features.files.service.sweeping import sweep
