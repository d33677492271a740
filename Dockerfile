# The server as an image: docker build --tag celery-results-server .
# Settings are CELERY_RESULTS_* variables, which the health check reads, too; flags would reach the server only.
# Pin the base by its digest: --build-arg NODE_IMAGE=node:24-slim@sha256:… It is what this prints:
#   docker buildx imagetools inspect --format "{{.Manifest.Digest}}" node:24-slim
# List what is inside, and how it was built: docker buildx build --sbom=true --provenance=mode=max --push --tag …
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /source
RUN npm install --global pnpm@12.21.0
COPY . .
RUN pnpm install --frozen-lockfile --filter "@celery-results/server..." \
  && pnpm --filter "@celery-results/server..." run build \
  && pnpm --filter @celery-results/server deploy --prod /app

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
  CELERY_RESULTS_HOST=0.0.0.0 \
  CELERY_RESULTS_PORT=8787
COPY --from=build /app /app
WORKDIR /app
# the user "node", as a number: Kubernetes has to see that it is not root
USER 1000:1000
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["node", "/app/dist/main.js", "--healthcheck"]
ENTRYPOINT ["node", "/app/dist/main.js"]
