FROM node:20-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY graph/schema /src/graph/schema
COPY frontend ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=frontend /src/frontend/dist ./frontend/dist
ARG VERSION=docker
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /switchboard ./cmd/switchboard

# The database is elsewhere (DATABASE_URL), so nothing but the program is needed.
FROM gcr.io/distroless/static-debian12
COPY --from=build /switchboard /switchboard
COPY LICENSE NOTICE /
ENV NODE_ENV=production DATA_DIR=/data
VOLUME /data
EXPOSE 3000
ENTRYPOINT ["/switchboard"]
CMD ["serve"]
