#!/usr/bin/env bash
# Disturbs a cluster at random while it works on one job after another, and compares every job's digest with that of an undisturbed process.
# What tests/run.sh installs must be there. Exit code 0: all digests are equal.
#   tests/soak.sh [--minutes N] [--seed S]
set -euo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Release}
export GHOSTNET_SOAK_MINUTES=3 GHOSTNET_SOAK_SEED=1
while [ $# -gt 0 ]; do
  case $1 in
    --minutes) GHOSTNET_SOAK_MINUTES=${2:?--minutes needs a number}; shift 2 ;;
    --seed) GHOSTNET_SOAK_SEED=${2:?--seed needs a number}; shift 2 ;;
    *) echo "$1 is no option; usage: tests/soak.sh [--minutes N] [--seed S]" >&2; exit 2 ;;
  esac
done

tests=tests/GhostNet.Distributed.EndToEnd.Tests
dotnet build "$tests" -c "$configuration" -v quiet --nologo
"$tests/bin/$configuration/net10.0/GhostNet.Distributed.EndToEnd.Tests" -class "*.SoakTests" -explicit only -showLiveOutput -noColor -noLogo |
  sed -u 's/^.*\[OUTPUT\] //'
