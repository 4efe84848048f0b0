#!/usr/bin/env bash
# What a fresh machine may lack, each with a clear word when it cannot be arranged:
#   setup.sh venv DIR   a virtual environment with Python 3.11
#   setup.sh browser    a Chromium or Chrome for the end-to-end tests
#   setup.sh postgres   PostgreSQL, for more than one server and its tests
#   setup.sh nginx      nginx, for the same
set -euo pipefail

fail() { printf '\n%s\n' "$*" >&2; exit 1; }

# Packages can be added where apt-get exists and this user may use it.
apt_install() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3.11}" python3.11 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 was not found. Install it, or name it: make run PYTHON=/path/to/python3.11"
}

make_venv() {
    local dir=$1 python
    python=$(find_python)
    [ -x "$dir/bin/python" ] && "$dir/bin/python" -m pip --version >/dev/null 2>&1 && return
    # Debian and Ubuntu ship Python without the part that makes environments.
    "$python" -m venv "$dir" 2>/dev/null && return
    rm -rf "$dir"
    apt_install python3.11-venv >/dev/null 2>&1 || apt_install python3-venv >/dev/null 2>&1 ||
        fail "Python cannot make a virtual environment. Install it: sudo apt-get install python3.11-venv"
    "$python" -m venv "$dir"
}

find_any() {
    local candidate
    for candidate in "$@"; do
        command -v "$candidate" >/dev/null && return
    done
    return 1
}

# Debian keeps both off the path of a user.
find_postgres() { command -v pg_ctl >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null; }
find_nginx() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx >/dev/null; }

case "${1:-}" in
    venv) make_venv "${2:?the folder of the environment}" ;;
    browser)
        # Chromium without its windows goes first; those of a desktop do as well.
        find_any "${CHROMIUM:-}" chromium-headless-shell || apt_install chromium-headless-shell >/dev/null 2>&1 ||
            find_any chromium chromium-browser google-chrome google-chrome-stable ||
            apt_install chromium || fail "The end-to-end tests need Chromium or Google Chrome. \
Install it (Debian: sudo apt-get install chromium) or name it: make test CHROMIUM=/path/to/chrome"
        ;;
    postgres)
        find_postgres || { apt_install postgresql && find_postgres; } || fail "More than one server needs PostgreSQL. \
Install it (Debian: sudo apt-get install postgresql)"
        ;;
    nginx)
        find_nginx || { apt_install nginx && find_nginx; } || fail "More than one server needs nginx. \
Install it (Debian: sudo apt-get install nginx)"
        ;;
    *) fail "usage: setup.sh venv DIR | browser | postgres | nginx" ;;
esac
