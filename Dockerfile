# An image with mongoconf, that of Debian 12 and nothing else:
#
#     docker build -t mongoconf -f contrib/Dockerfile .
#     docker run --rm --read-only --network none -v "$PWD:/src:ro" mongoconf lint
#
# It runs as nobody; to write files (fix, apply), add `--user "$(id -u):$(id -g)"` and mount /src without `:ro`.
# Git is left out, as it is larger than all the rest; --build-arg PACKAGES=git adds it, for --from-git, --diff-base, and to
# pass over what git ignores.
#
# The libraries are in the program (configure's --enable-static-link), so build the image again when one of them had to be mended.
#
# This file stands at the top as well, where `docker build` and pre-commit look for it; tests/contrib compares the two.

FROM debian:12-slim AS build
WORKDIR /build
COPY . .
RUN rm -rf build && ./bootstrap build && strip build/plain/mongoconf

FROM debian:12-slim
ARG PACKAGES=
RUN [ -z "$PACKAGES" ] || { apt-get update && apt-get install -y --no-install-recommends $PACKAGES && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /build/build/plain/mongoconf /usr/local/bin/mongoconf
RUN mongoconf --version
LABEL org.opencontainers.image.title="mongoconf" \
      org.opencontainers.image.description="Lints and rewrites the config files of mongod and mongos" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT"
USER 65534:65534
WORKDIR /src
ENTRYPOINT ["mongoconf"]
CMD ["lint"]
