#!/usr/bin/env bash
# Makes the images without an engine, without a registry and without emulation: build.sh [--arch amd64,arm64] [--out FOLDER]
# It needs the .NET SDK, apt, buildah and jq, and root. What comes out, for the worker and for the command line each:
#   ghostnet-NAME.oci.tar             one image for all architectures, as an OCI archive: `podman load`, or `skopeo copy --all oci-archive:… docker://…`
#   ghostnet-NAME-ARCH.cdx.json       its bill of materials (CycloneDX): NuGet's packages and Debian's; the same is in the image, at /app/sbom
#   ghostnet-NAME.images.txt          architecture, digest of the configuration and size of each
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

architectures=amd64,arm64
out=artifacts/images
while [ $# -gt 0 ]; do
  case $1 in
    --arch) architectures=$2 ;;
    --out) out=$2 ;;
    *) printf 'build.sh: %s is no option; [--arch amd64,arm64] [--out FOLDER]\n' "$1" >&2; exit 2 ;;
  esac
  shift 2
done

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
revision=$(git rev-parse HEAD 2>/dev/null || echo unknown)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# Nothing of the machine's own images, and storage that works anywhere, in a container too.
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
storage=(--root "$work/storage" --runroot "$work/run")

# From `runtime` on: what comes before is replaced by the root file system and by what is published below.
sed -n '/^FROM base AS runtime$/,$p' "$here/Dockerfile" >"$work/Dockerfile"

# The tool that writes NuGet's half of the bills, of the version that is pinned beside this file.
(cd "$here" && dotnet tool restore >/dev/null)

declare -A runtimes=([amd64]=linux-x64 [arm64]=linux-arm64)
declare -A projects=([worker]=GhostNet.Distributed.Worker [cli]=GhostNet.Distributed.Cli)

# Debian's packages of a root file system, as JSON.
debian() {
  for status in "$1"/var/lib/dpkg/status.d/*; do
    awk -F ': ' '$1 == "Package" { p = $2 } $1 == "Version" { v = $2 } $1 == "Architecture" { a = $2 } END { printf "%s\t%s\t%s\n", p, v, a }' "$status"
  done | jq -R -s 'split("\n") | map(select(. != "") | split("\t") | { name: .[0], version: .[1], architecture: .[2] })'
}

for name in worker cli; do
  project=${projects[$name]}
  buildah "${storage[@]}" manifest create "ghostnet-$name" >/dev/null
  : >"$out/ghostnet-$name.images.txt"
  for architecture in ${architectures//,/ }; do
    # The command line has a shell, for scripts such as the chart's test; the worker has none.
    root=$work/root-$name-$architecture
    "$here/root.sh" "$architecture" "$root" $([ "$name" = cli ] && echo busybox-static)
    printf 'FROM scratch\nCOPY . /\n' >"$work/base.Dockerfile"
    buildah "${storage[@]}" bud --quiet --arch "$architecture" --tag "ghostnet-base:$name-$architecture" -f "$work/base.Dockerfile" "$root" >/dev/null

    published=artifacts/published/${runtimes[$architecture]}/$project
    dotnet publish "src/$project" -c Release -r "${runtimes[$architecture]}" --self-contained -p:RunAnalyzers=false -o "$published" -v quiet --nologo

    bill="$out/ghostnet-$name-$architecture.cdx.json"
    (cd "$here" && dotnet tool run dotnet-CycloneDX -- "../../src/$project/$project.csproj" --output "$work" --filename bill.json --output-format Json --disable-package-restore \
      --exclude-dev --set-name "ghostnet-$name" --set-version "$version" --set-type Container >"$work/bill.log") || { cat "$work/bill.log" >&2; exit 1; }
    debian "$root" >"$work/debian.json"
    program=$(ls "$published"/*.runtimeconfig.json)
    jq --arg runtime "${runtimes[$architecture]}" --slurpfile debian "$work/debian.json" --slurpfile runtimeconfig "$program" --slurpfile deps "${program%.runtimeconfig.json}.deps.json" \
      -f "$here/bill.jq" "$work/bill.json" >"$bill"

    # Only what is shipped is in reach of the build: the program, and its bill.
    stage=$work/$name-$architecture
    mkdir -p "$stage/out"
    cp -r "$published" "$stage/out/$name"
    mkdir -p "$stage/out/$name/sbom"
    cp "$bill" "$stage/out/$name/sbom/"
    image=$(buildah "${storage[@]}" bud --quiet --arch "$architecture" --target "$name" \
      --build-context "base=container-image://localhost/ghostnet-base:$name-$architecture" --build-context "build=$stage" \
      --build-arg "VERSION=$version" --build-arg "REVISION=$revision" \
      --manifest "ghostnet-$name" -f "$work/Dockerfile" "$stage")
    size=$(buildah "${storage[@]}" images --json | jq -r --arg id "${image:0:64}" '.[] | select(.id == $id or (.id | startswith($id[0:12]))) | .size' | head -n 1)
    printf '%s\t%s\t%s\n' "$architecture" "$image" "$size" >>"$out/ghostnet-$name.images.txt"
  done

  rm -f "$out/ghostnet-$name.oci.tar"
  buildah "${storage[@]}" manifest push --all --quiet "ghostnet-$name" "oci-archive:$out/ghostnet-$name.oci.tar:$version" >/dev/null
done
