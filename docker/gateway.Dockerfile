# The local gateway with the functions of the image, for docker/compose.yaml; never deployed.
FROM python:3.13-slim
WORKDIR /shop
COPY local/requirements.txt local/requirements.txt
RUN pip install --quiet --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    --require-hashes --no-deps --only-binary :all: --requirement local/requirements.txt
COPY . .
RUN python -m codegen.site
# The shop's data; a new volume inherits this owner.
RUN mkdir .local && chown 1000:1000 .local
USER 1000:1000
CMD ["python", "-m", "docker.run"]
