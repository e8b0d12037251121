# The one door: TLS, then the API or the panel. Runs without root, on ports above 1024.

FROM caddy:2.11.4-alpine
# A copy has no file capabilities: with one, Caddy does not start where none may be gained.
RUN cp /usr/bin/caddy /usr/bin/caddy.plain && mv /usr/bin/caddy.plain /usr/bin/caddy \
    && mkdir -p /data /config && chown -R 10002:10002 /data /config
COPY infra/proxy/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
EXPOSE 8080 8443
