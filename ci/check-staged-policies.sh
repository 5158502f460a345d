#!/bin/sh
# Checks policies before they are committed: the hook of .pre-commit-hooks.yaml, which names the files that are about to
# be committed. Without names, the whole policies folder.
set -eu
rollcall=$(cd "$(dirname "$0")/.." && pwd)

# pre-commit clones this repository and installs nothing in it.
if [ ! -d "$rollcall/node_modules" ]; then
  (cd "$rollcall" && npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund) >&2
fi

# The catalog and the default policy say what every other file means, so with them the whole folder is checked.
for file in "$@"; do
  case $(basename "$file") in
    catalog.yaml | default.policy.yaml)
      set -- "$@" "$(dirname "$file")"
      ;;
  esac
done
exec node "$rollcall/src/rollcall.js" policy check "$@"
