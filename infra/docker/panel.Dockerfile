# The panel behind nginx, and the renderer that keeps the public pages at what is on sale. The root
# may be read-only: pages, policies and nginx's own files are in /tmp.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build
# Node as one program with the C++ library, which nginx's image may lack.
RUN mkdir /node && cp -L "$(command -v node)" /node/node \
    && ldd /node/node | awk '/libstdc|libgcc_s|libatomic/ {print $3}' | xargs -I{} cp -L {} /node/

FROM nginxinc/nginx-unprivileged:1.30.6
COPY --from=build /node /opt/node
ENV PATH=/opt/node:$PATH LD_LIBRARY_PATH=/opt/node
COPY infra/proxy/panel.conf /etc/nginx/conf.d/default.conf
COPY infra/proxy/headers.conf /etc/nginx/snippets/headers.conf
COPY --from=build /build/package.json /srv/panel/package.json
COPY --from=build /build/renderer /srv/panel/renderer
COPY --from=build /build/src/lib/locale.ts /srv/panel/src/lib/locale.ts
COPY --from=build /build/src/api/reference.gen.ts /srv/panel/src/api/reference.gen.ts
COPY --from=build /build/src/features/public/paths.ts /srv/panel/src/features/public/paths.ts
COPY --from=build /build/src/features/docs/paths.ts /srv/panel/src/features/docs/paths.ts
COPY --from=build /build/build/server /srv/panel/build/server
COPY --from=build /build/build/client /srv/panel/build/client
USER 101:101
EXPOSE 8080
# PUBLIC_URL and API_UPSTREAM are read here, at run time.
ENTRYPOINT ["node", "/srv/panel/renderer/main.mjs", "--out", "/tmp/pages", "--nginx"]
