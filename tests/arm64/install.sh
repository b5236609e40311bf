#!/usr/bin/env bash
# Puts into this folder what runs linux-arm64 programs on an x64 machine, where it is missing:
#   qemu-aarch64   Debian 13's qemu 10, one static program (7.2, of Debian 12, does not get a whole silo to run)
#   root           the root file system of the arm64 images, with an ARM machine's /proc/cpuinfo
# Nothing is installed into the system.
set -euo pipefail
cd "$(dirname "$0")"
images=$PWD/../../deploy/images

# Changes with what makes it, so that it is made again.
want=$(cat install.sh "$images/root.sh" "$images/debs.sh" | sha256sum)
if [ "$(cat .installed 2>/dev/null)" = "$want" ]; then
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf .installed root qemu-aarch64

"$images/root.sh" arm64 "$PWD/root"
"$images/debs.sh" amd64 "$work" qemu-user
dpkg-deb --fsys-tarfile "$work"/qemu-user_*.deb | tar -x -C "$work" ./usr/bin/qemu-aarch64
mv "$work/usr/bin/qemu-aarch64" .

# ONNX Runtime reads it to learn what the processor can do, and ends the process over an x64 machine's. One block for each processor that there is.
for processor in $(seq 0 $(($(nproc) - 1))); do
  cat <<CPU
processor	: $processor
BogoMIPS	: 108.00
Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp
CPU implementer	: 0x41
CPU architecture: 8
CPU variant	: 0x4
CPU part	: 0xd0b
CPU revision	: 1

CPU
done >root/proc/cpuinfo

echo "$want" >.installed
