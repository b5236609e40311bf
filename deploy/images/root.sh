#!/usr/bin/env bash
# Makes the root file system that the images begin with, where no base image can be pulled: root.sh amd64|arm64 FOLDER [PACKAGE...]
# Debian 13's packages unpacked, and nothing else: what .NET, ONNX Runtime and TurboJPEG link to, and the authorities of TLS. No package manager, and no shell unless busybox-static is
# among the packages that are asked for besides.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
architecture=$1
root=$2
shift 2

debs=$(mktemp -d)
trap 'rm -rf "$debs"' EXIT
"$here/debs.sh" "$architecture" "$debs" base-files ca-certificates libc6 libgcc-s1 libssl3t64 libstdc++6 libturbojpeg0 libzstd1 zlib1g "$@"

rm -rf "$root"
# base-files expects the merged layout to be there.
mkdir -p "$root/usr/lib" "$root/var/lib/dpkg/status.d" "$root/tmp" "$root/home/app" "$root/etc/ssl/certs" "$root/proc" "$root/dev" "$root/sys"
ln -s usr/lib "$root/lib"
if [ "$architecture" = amd64 ]; then
  mkdir -p "$root/usr/lib64"
  ln -s usr/lib64 "$root/lib64"
fi
for deb in "$debs"/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --keep-directory-symlink
  # Where scanners look for what an image without dpkg's own status has in it.
  dpkg-deb --field "$deb" >"$root/var/lib/dpkg/status.d/$(dpkg-deb --field "$deb" Package)"
done

# What the packages' own scripts would have done.
find "$root/usr/share/ca-certificates" -name '*.crt' -print0 | sort -z | xargs -0 cat >"$root/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0:root:/:/nonexistent\napp:x:1654:1654:app:/home/app:/nonexistent\n' >"$root/etc/passwd"
printf 'root:x:0:\napp:x:1654:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
chown 1654:1654 "$root/home/app" 2>/dev/null || true
chmod 1777 "$root/tmp"

if [ -e "$root/usr/bin/busybox" ]; then
  for applet in sh basename cat cp cut date dirname env find grep head id ls mkdir mktemp mv printf rm sed sleep sort tail tar test touch tr true wc; do
    ln -sf busybox "$root/usr/bin/$applet"
  done
fi

# Licences stay; the rest of the documentation, and converters of character sets that nothing here uses, do not.
find "$root/usr/share/doc" -mindepth 1 ! -name copyright ! -type d -delete
find "$root/usr/share/doc" -mindepth 1 -type d -empty -delete
rm -rf "$root"/usr/share/{man,locale,lintian,info,bug,perl5,ca-certificates,debconf,dict} "$root"/usr/sbin "$root"/usr/lib/*-linux-gnu/gconv
