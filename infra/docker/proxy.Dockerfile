# The one door: TLS, then the API or the panel. Runs without root, on ports above 1024.

FROM caddy:2.10-alpine
RUN addgroup -S -g 10002 proxy && adduser -S -u 10002 -G proxy -H proxy \
    && setcap -r /usr/bin/caddy \
    && chown -R proxy:proxy /data /config
COPY infra/proxy/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
EXPOSE 8080 8443
