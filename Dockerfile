# syntax=docker/dockerfile:1

# The image holds one static program, the certificates it trusts, and a folder for its data. There is no shell and no other program in it.
#
#   docker build -t assay .
#   docker run -p 127.0.0.1:8080:8080 -v assay-data:/data assay

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=development
# Time zones are in the program itself. The tag cloud lets it keep documents in a bucket (ASSAY_FILES).
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -tags cloud -trimpath -buildvcs=false -ldflags="-s -w -X main.version=$VERSION" -o /out/assay ./cmd/assay \
 && mkdir -m 0700 /out/data \
 && mkdir -m 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/assay /assay
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /data
COPY --from=build --chown=65532:65532 --chmod=1777 /out/tmp /tmp
# A number, so that an orchestrator can see that it is not root.
USER 65532:65532
ENV ASSAY_DATA=/data ASSAY_LISTEN=:8080 ASSAY_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 CMD ["/assay", "health"]
ENTRYPOINT ["/assay"]
CMD ["serve"]
