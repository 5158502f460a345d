# The service and its commands in one image. docs/deploy.md says how to run it.
#
#   docker build -t rollcall .
#   docker run --rm rollcall --help
#
# Another registry, another Node or a digest: --build-arg NODE_IMAGE=... --build-arg RUNTIME_IMAGE=...
# Both must have the same C library, since the Node of the first runs in the second.
ARG NODE_IMAGE=docker.io/library/node:24-trixie-slim
ARG RUNTIME_IMAGE=docker.io/library/debian:trixie-slim

# What the service needs at run time. The embedded PostgreSQL is optional and stays out; so no package needs its
# install script, and none is run.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# The pages at /portal and /admin. What builds them is for development, and the compiler's binaries are optional packages.
FROM ${NODE_IMAGE} AS web
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY build-web.js vite.config.ts tsconfig.json ./
COPY schemas schemas
COPY src src
RUN node build-web.js

FROM ${NODE_IMAGE} AS node

FROM ${RUNTIME_IMAGE}
# No shell and no home: nobody signs in here. A number, so that Kubernetes can see that it is not root's.
RUN groupadd --system --gid 10001 rollcall \
  && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin rollcall \
  && install -d -o 10001 -g 10001 -m 0700 /var/lib/rollcall \
  && install -d -m 0755 /policies \
  && ln -s /app/src/rollcall.js /usr/local/bin/rollcall
COPY --from=node /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json LICENSE ./
# The catalog and the default policy stand in where /policies has none of its own.
COPY policies/catalog.yaml policies/default.policy.yaml policies/
COPY examples/policies examples/policies
COPY schemas schemas
COPY migrations migrations
COPY src src
COPY --from=web /app/dist-web dist-web

# DATABASE_URL is left to whoever runs it, and its absence is refused with a sentence.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    ROLLCALL_HOME=/var/lib/rollcall \
    ROLLCALL_POLICIES=/policies
USER 10001:10001
VOLUME /var/lib/rollcall
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# Last, so that a new version changes nothing above.
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Rollcall" \
      org.opencontainers.image.description="Policy-driven provisioning for B2B products" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# `docker run rollcall` runs the service, `docker run rollcall tenant list` a command beside it.
ENTRYPOINT ["rollcall"]
CMD ["serve"]
