# Two stages: what builds is left behind. What is installed is what uv.lock says, with its hashes.
FROM python:3.11-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.8
ENV UV_PROJECT_ENVIRONMENT=/opt/cto-copilot UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /src
# What others wrote changes less often than what we do, so it is a layer of its own.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY README.md LICENSE manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY sandbox sandbox
RUN uv sync --locked --no-dev --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --create-home --home-dir /var/lib/cto-copilot copilot
COPY --from=build /opt/cto-copilot /opt/cto-copilot
# The plotting library keeps a cache of fonts; everything else can be read only.
ENV PATH=/opt/cto-copilot/bin:$PATH PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib
ENV COPILOT_LISTEN=0.0.0.0:3000 DATABASE_URL=sqlite:////var/lib/cto-copilot/copilot.db
WORKDIR /var/lib/cto-copilot
USER 10001:10001
VOLUME /var/lib/cto-copilot
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["cto-copilot"]
CMD ["serve"]
