#!/usr/bin/env bash
# Downloads packages of Debian 13 for an architecture into a folder, with nothing of it installed: debs.sh amd64|arm64 FOLDER PACKAGE...
# apt works with lists, cache and state of its own here, so that neither the machine's release nor its architecture matters. Signatures are checked as always.
set -euo pipefail
architecture=$1
folder=$2
shift 2

mirror=${DEBIAN_MIRROR:-http://deb.debian.org}
keys=/usr/share/keyrings/debian-archive-keyring.gpg
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$folder"
: >"$work/status"
cat >"$work/sources" <<SOURCES
deb [arch=$architecture target=Packages signed-by=$keys] $mirror/debian trixie main
deb [arch=$architecture target=Packages signed-by=$keys] $mirror/debian trixie-updates main
deb [arch=$architecture target=Packages signed-by=$keys] $mirror/debian-security trixie-security main
SOURCES
cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$work/lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "root";
Acquire::Retries "3";
CONF
export APT_CONFIG=$work/apt.conf

apt-get update -qq
cd "$folder"
apt-get download -qq "$@"
