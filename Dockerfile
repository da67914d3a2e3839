# Two images: `api` (API, indexer, tvsi's commands; no Dagster) and `pipeline` (Dagster and what it loads with).
# Any base with Python 3.11 to 3.13, its venv module and CA certificates will do; pin yours by digest for a release.
ARG BASE=python:3.13.9-slim-bookworm

FROM ${BASE} AS build
COPY requirements/tools.lock requirements/build.lock /build/
RUN python3 -m venv /build/venv \
 && /build/venv/bin/python -m pip install --quiet --no-cache-dir --require-hashes -r /build/tools.lock -r /build/build.lock
ENV UV="/build/venv/bin/uv --no-cache --quiet" UV_NATIVE_TLS=true
COPY pyproject.toml README.md /build/source/
COPY api /build/source/api
COPY catalog /build/source/catalog
COPY cli /build/source/cli
COPY pipeline /build/source/pipeline
RUN /build/venv/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /build/wheels /build/source

FROM build AS build-api
COPY requirements/api.lock /build/
RUN $UV venv --no-project --python "$(command -v python3)" /opt/tvsi \
 && $UV pip install --python /opt/tvsi/bin/python --compile-bytecode --require-hashes -r /build/api.lock \
 && $UV pip install --python /opt/tvsi/bin/python --compile-bytecode --no-deps /build/wheels/*.whl \
 && rm -f /opt/tvsi/.lock

FROM build AS build-pipeline
COPY requirements/pipeline.lock /build/
RUN $UV venv --no-project --python "$(command -v python3)" /opt/tvsi \
 && $UV pip install --python /opt/tvsi/bin/python --compile-bytecode --require-hashes -r /build/pipeline.lock \
 && $UV pip install --python /opt/tvsi/bin/python --compile-bytecode --no-deps /build/wheels/*.whl \
 && rm -f /opt/tvsi/.lock

# Nobody in particular, who owns no file: all that is written lies in volumes and in /tmp.
FROM ${BASE} AS api
COPY --from=build-api /opt/tvsi /opt/tvsi
ENV PATH=/opt/tvsi/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /srv
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["tvsi", "health", "api"]
ENTRYPOINT ["tvsi"]
CMD ["api", "--host", "0.0.0.0"]

FROM ${BASE} AS pipeline
COPY --from=build-pipeline /opt/tvsi /opt/tvsi
COPY dagster.yaml workspace.yaml /srv/dagster/
ENV PATH=/opt/tvsi/bin:$PATH PYTHONUNBUFFERED=1 DAGSTER_HOME=/srv/dagster
# A new volume takes this folder's owner.
RUN mkdir /srv/dagster/storage && chown 10001:10001 /srv/dagster/storage
WORKDIR /srv
USER 10001:10001
EXPOSE 3000 4000
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s CMD ["dagster", "api", "grpc-health-check", "--port", "4000"]
CMD ["dagster", "api", "grpc", "--host", "0.0.0.0", "--port", "4000", "--module-name", "pipeline.definitions", \
  "--location-name", "pipeline", "--use-python-environment-entry-point"]
