# The built panel behind nginx: files, compressed twins, and a policy with each page's digests.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.12-slim-bookworm AS prepare
COPY infra/__init__.py /srv/infra/__init__.py
COPY infra/local/ /srv/infra/local/
COPY --from=build /build/build/client /site
WORKDIR /srv
RUN python -m infra.local.compress /site && python -m infra.local.csp /site > /csp.conf

FROM nginxinc/nginx-unprivileged:1.29-bookworm
COPY infra/proxy/panel.conf /etc/nginx/conf.d/default.conf
COPY infra/proxy/headers.conf /etc/nginx/snippets/headers.conf
COPY --from=prepare /csp.conf /etc/nginx/conf.d/csp.conf
COPY --from=prepare /site /usr/share/nginx/html
USER 101:101
EXPOSE 8080
