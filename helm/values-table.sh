#!/usr/bin/env bash
# Writes the table of values into the chart's README.md, from the comments of values.yaml that begin with "--".
# With --check nothing is written, and the exit code is 1 when the table is not current.
set -euo pipefail
chart=$(cd "$(dirname "$0")" && pwd)/ghostnet-distributed

# A value is the line "key: …" behind such a comment; its path is made of the keys above it that are indented less, by two spaces each.
table() {
  printf '| value | default | |\n|---|---|---|\n'
  awk '
    /^ *# -- / { text = $0; sub(/^ *# -- /, "", text); gsub(/\|/, "\\|", text) }
    /^ *[A-Za-z]+:/ {
      depth = (match($0, /[^ ]/) - 1) / 2
      key = $0; sub(/^ */, "", key); sub(/:.*/, "", key)
      value = $0; sub(/^ *[A-Za-z]+: */, "", value)
      path[depth] = key
      name = path[0]
      for (i = 1; i <= depth; i++) name = name "." path[i]
      if (text != "") printf "| `%s` | %s | %s |\n", name, (value == "" ? "see values.yaml" : "`" value "`"), text
      text = ""
    }' "$chart/values.yaml"
}

# Whatever stands between the two marks is the table.
written() {
  local inside=
  while IFS= read -r line; do
    if [ "$line" = '<!-- values: end -->' ]; then inside=; fi
    if [ -z "$inside" ]; then printf '%s\n' "$line"; fi
    if [ "$line" = '<!-- values: begin -->' ]; then inside=1; table; fi
  done <"$chart/README.md"
}

if [ "${1:-}" = --check ]; then
  written | diff -u "$chart/README.md" - || { echo "The table of values in $chart/README.md is not current: run helm/values-table.sh." >&2; exit 1; }
else
  new=$(mktemp)
  written >"$new"
  cat "$new" >"$chart/README.md"
  rm -f "$new"
fi
