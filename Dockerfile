# One image for web and worker: the wheel is built in a stage that is thrown away.
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim
COPY requirements/run.txt /tmp/run.txt
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --require-hashes -r /tmp/run.txt \
 && pip install --no-cache-dir --no-deps /wheels/*.whl \
 && rm -r /wheels /tmp/run.txt \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin blueprints \
 && install -d -o blueprints /data /records /library
USER 10001
ENV BLUEPRINTS_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import urlopen as u; u('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["blueprints"]
CMD ["serve", "--host", "0.0.0.0"]
