#!/usr/bin/env bash
# Installs what the tests need and is missing, builds, and runs every test. Arguments go to `dotnet test`.
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Release}

# .NET needs ICU for the tests that run under other cultures (decimal commas, the Turkish i).
if ! ldconfig -p 2>/dev/null | grep libicuuc >/dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends "$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -n 1)"
fi

# The stores are tested against Azure Blob Storage's emulator, and the chart with helm and the definitions of custom resources. npm leaves a copy of the lock file it installed, so that a newer one shows.
if ! command -v npm >/dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends nodejs npm
fi
for packages in tests/azurite tests/crds tests/helm; do
  if [ ! "$packages/node_modules/.package-lock.json" -nt "$packages/package-lock.json" ]; then
    # In the folder, whose .npmrc counts.
    (cd "$packages" && npm ci --ignore-scripts --no-audit --no-fund)
    touch "$packages/node_modules/.package-lock.json"
  fi
done

# Installs packages that have services. 101 from policy-rc.d keeps the distribution from starting them; a policy that is there already stays.
install_without_starting() {
  local policy=/usr/sbin/policy-rc.d
  apt-get update
  if [ -e "$policy" ]; then
    apt-get install -y --no-install-recommends "$@"
  else
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    apt-get install -y --no-install-recommends "$@"
    rm -f "$policy"
    trap - EXIT
  fi
}

# Clusters of several processes find each other through Redis; each test starts a server of its own.
if ! command -v redis-server >/dev/null; then
  install_without_starting redis-server
fi

# The alert rules are checked and tried with promtool, which comes with Prometheus.
if ! command -v promtool >/dev/null; then
  install_without_starting prometheus
fi

# JPEG is decoded by this library where it is there; the tests hold it against Skia.
if ! ldconfig -p | grep libturbojpeg.so.0 >/dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends libturbojpeg0
fi

# Partitions are made with network namespaces.
if ! command -v ip >/dev/null; then
  apt-get update
  apt-get install -y --no-install-recommends iproute2
fi

# The images are built and run without an engine, by root alone; where a machine has none of these, their tests say so.
if [ "$(id -u)" = 0 ] && ! { command -v buildah && command -v podman && command -v runc && command -v jq; } >/dev/null; then
  install_without_starting buildah jq podman runc
fi

# What runs the programs for linux-arm64, on an x64 machine.
if [ "$(uname -m)" = x86_64 ]; then
  tests/arm64/install.sh
fi

dotnet build GhostNet.Distributed.sln -c "$configuration" -warnaserror -v quiet --nologo

# The programs that tests start hundreds of times, compiled beforehand as they ship: a quarter of the processor time of the disturbed clusters was spent on compiling. What is compiled here is not
# compiled again for the images. The analyzers have had their say by now.
runtime=$(dotnet msbuild src/GhostNet.Distributed.Worker -getProperty:NETCoreSdkPortableRuntimeIdentifier)
export GHOSTNET_TEST_PROGRAMS=$PWD/artifacts/tested
for project in GhostNet.Distributed.Worker GhostNet.Distributed.Cli; do
  dotnet publish "src/$project" -c Release -r "$runtime" --self-contained false -p:RunAnalyzers=false -o "$GHOSTNET_TEST_PROGRAMS/$project" -v quiet --nologo
done

# Processes that live for seconds do not earn back what measuring them for a second compilation costs.
export DOTNET_TieredPGO=0

# The longest suite begins at once and has half of the machine, or more; dotnet test would begin it whenever its turn is. With job control the others do not ignore Ctrl-C, which tests send.
# Tests that cannot run here say why: their reasons are part of the output.
longest=tests/GhostNet.Distributed.EndToEnd.Tests
modules=
for project in tests/*.Tests; do
  module=("$project"/bin/"$configuration"/*/"${project##*/}.dll")
  [ -e "${module[0]}" ] || { printf 'run.sh: %s was not built\n' "$project" >&2; exit 1; }
  if [ "$project" != "$longest" ]; then modules="$modules${modules:+;}${module[0]}"; fi
done
beside=$(($(nproc) > 2 ? $(nproc) / 2 : 1))
work=$(mktemp -d)
others=
finish() {
  if [ -n "$others" ]; then kill -- "-$others" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
set -m
dotnet test --test-modules "$modules" --max-parallel-test-modules "$beside" --output Normal "$@" >"$work/others.log" 2>&1 &
others=$!
set +m

status=0
dotnet test --project "$longest" -c "$configuration" --no-build --output Normal "$@" || status=$?
wait "$others" || status=$?
others=
cat "$work/others.log"
exit "$status"
