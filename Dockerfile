# Builds the wheel and installs it, so that the image proves the packaging. Python, uv and torch come with their build;
# nothing of that stage but the environment goes into the image. All but torch is taken by the hashes in locks/.
# The last stage is the image of the server and of Ray; "balancer" and "database" are what a cluster has beside it.
ARG PYTHON_VERSION=3.12

FROM python:${PYTHON_VERSION}-slim AS build
# The CPU build of PyTorch. The other two are uv's own variables, for a build behind a mirror.
ARG UV_PIP_FLAGS="--torch-backend=cpu"
ARG UV_FIND_LINKS
ARG UV_CONSTRAINT
ENV UV_LINK_MODE=copy UV_NO_CACHE=1 VIRTUAL_ENV=/opt/rnn-playground
WORKDIR /source
COPY locks locks
RUN python -m pip install --no-cache-dir --require-hashes --only-binary :all: -r locks/build.txt && \
  python -m venv --without-pip /opt/rnn-playground
# The dependencies are layers of their own: a change of the code fetches none of them again.
RUN uv pip install ${UV_PIP_FLAGS} --no-deps -r locks/torch.txt
# A constraint of a mirror has no hash; the lock needs none.
RUN UV_CONSTRAINT= uv pip install --require-hashes --no-build -r locks/image.txt
# Nothing can be written where it runs: of Ray, which nothing here has loaded yet, the parts that are used are compiled.
RUN python -m compileall -q -x '/ray/(data|llm|rllib|serve|train|tune)/' /opt/rnn-playground/lib/python*/site-packages/ray
# What the page is built with, by the hashes in its lock file.
COPY frontend/package.json frontend/package-lock.json frontend/
RUN npm ci --prefix frontend --omit=dev --no-audit --no-fund
COPY pyproject.toml README.md LICENSE ./
COPY backend backend
COPY frontend frontend
RUN uv build --wheel --build-constraints locks/build.txt --require-hashes --out-dir /wheels && \
  uv pip install --no-deps --compile-bytecode /wheels/*.whl && uv pip check
# The kernels for a processor like this one; on another they are compiled after the start.
RUN /opt/rnn-playground/bin/rnn-playground compile --shipped

FROM python:${PYTHON_VERSION}-slim AS balancer
RUN apt-get update && apt-get install --yes --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
COPY deploy/balancer/nginx.conf /etc/rnn-playground/
COPY deploy/balancer/start /usr/local/bin/start
USER 10003:10003
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8081/', timeout=2)"]
CMD ["start"]

FROM python:${PYTHON_VERSION}-slim AS database
# The package would make a database of its own.
RUN mkdir /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf && \
  apt-get update && apt-get install --yes --no-install-recommends postgresql && rm -rf /var/lib/apt/lists/* && \
  ln -s /usr/lib/postgresql/*/bin /usr/lib/postgresql/bin
# PostgreSQL wants a name for whoever runs it.
RUN useradd --uid 10002 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin database && \
  install -d -o 10002 -g 10002 -m 700 /data
COPY deploy/database/postgresql.conf deploy/database/pg_hba.conf /etc/rnn-playground/
COPY deploy/database/start /usr/local/bin/start
VOLUME /data
ENV PATH=/usr/lib/postgresql/bin:$PATH
USER 10002:10002
WORKDIR /tmp
EXPOSE 5432
# A smart end waits for clients; this one cuts them off.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["pg_isready", "--quiet", "--host=127.0.0.1", "--username=playground", "--dbname=playground"]
CMD ["start"]

FROM python:${PYTHON_VERSION}-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /tmp --shell /usr/sbin/nologin playground
COPY --from=build /opt/rnn-playground /opt/rnn-playground
# A login shell, which KubeRay starts it by, has a path of its own.
RUN ln -s /opt/rnn-playground/bin/ray /usr/local/bin/ray
# Runs outlive the container in the first, whatever user id it is given; the others are a cluster's.
RUN install -d -m 1777 /data /secrets/ray /secrets/web /secrets/database
COPY deploy/secrets/make_secrets.py /usr/local/bin/make-secrets
COPY deploy/ray/ray_node /usr/local/bin/ray-node
VOLUME /data
ENV RNN_PLAYGROUND_DATA=/data
ENV PATH=/opt/rnn-playground/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["rnn-playground", "serve", "--host", "0.0.0.0", "--port", "8000", "--no-browser"]
