#!/bin/sh
# Checks policies before they are committed: the hook of .pre-commit-hooks.yaml, which names the files that are about to
# be committed, and puts aside whatever is not. Without names, as a hook of git's own: the whole policies folder as it is
# about to be committed, whatever is in the working tree.
set -eu
rollcall=$(cd "$(dirname "$0")/.." && pwd)

# pre-commit clones this repository and installs nothing in it.
if [ ! -d "$rollcall/node_modules" ]; then
  (cd "$rollcall" && npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund) >&2
fi

if [ $# -eq 0 ]; then
  policies=${ROLLCALL_POLICIES:-policies}
  if [ -n "$(git ls-files -- "$policies" 2>/dev/null)" ]; then
    staged=$(mktemp -d)
    trap 'rm -rf "$staged"' EXIT
    git ls-files -z -- "$policies" | git checkout-index -z --stdin --prefix="$staged/"
    cd "$staged"
    node "$rollcall/src/rollcall.js" policy check
    exit
  fi
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
