# The API, the workers, beat, Flower and the command line: one image, one command each.

FROM python:3.13.15-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY infra/tools/tools.lock /tmp/tools.lock
RUN sed -n '/^uv==/,$p' /tmp/tools.lock > /tmp/uv.lock \
    && pip install --no-cache-dir --require-hashes --requirement /tmp/uv.lock
RUN uv venv /opt/hostwright
COPY backend/requirements.production.lock /tmp/requirements.lock
RUN uv pip install --python /opt/hostwright/bin/python --no-cache --require-hashes \
    --requirement /tmp/requirements.lock

# pg_dump and pg_restore of the server's own release, with the libraries that only they need.
FROM postgres:18.6-bookworm AS postgres
RUN mkdir -p /client/bin /client/lib \
    && cd /usr/lib/postgresql/18/bin && cp pg_dump pg_restore /client/bin/ \
    && ldd pg_dump pg_restore | awk '$2 == "=>" && $3 ~ "^/" { print $3 }' | sort -u \
        | grep -vE '/lib(c|m|dl|pthread|rt|resolv)\.so' | xargs cp -L -t /client/lib/

FROM python:3.13.15-slim-bookworm
RUN groupadd --system --gid 10001 hostwright \
    && useradd --system --uid 10001 --gid hostwright --home-dir /srv/hostwright --no-create-home hostwright \
    && install --directory --owner=hostwright --group=hostwright /data /backups
COPY --from=build /opt/hostwright /opt/hostwright
COPY --from=postgres /client /opt/postgresql
COPY infra/docker/bin/ /usr/local/bin/
COPY backend/ /srv/hostwright/
RUN /opt/hostwright/bin/python -m compileall -q /srv/hostwright/app
ENV PATH=/opt/hostwright/bin:$PATH PYTHONPATH=/srv/hostwright PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 ENVIRONMENT=production LOG_FORMAT=json
WORKDIR /srv/hostwright
USER 10001:10001
EXPOSE 8000
CMD ["api"]
