#!/usr/bin/env bash
# Makes a Debian or Ubuntu machine ready, and does the main job.
#
#   bash packaging/setup.sh run             install, tryon demo, then the window where there is a display
#   bash packaging/setup.sh test [ARGS]     install with the test tools, then the whole suite (ARGS go to pytest)
#   bash packaging/setup.sh install [test]  install only
#
# Everything of ours goes into .venv beside this checkout; only the system's own libraries and fonts are
# installed outside it, when this is root or may use sudo without a password. A second run takes seconds.
#
#   TRYON_PYTHON=/path/to/python3.12   which Python to use (3.11 or 3.12)
#   TRYON_SKIP_SYSTEM=1                leave system packages alone
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly lock=packaging/requirements.lock
readonly venv=.venv

say()  { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Libraries that the wheels expect from the system, by who needs them.
readonly runtime_packages=(
    libgl1 libglib2.0-0                                # OpenCV
    libegl1 libgl1-mesa-dri                            # OpenGL without a window
    libxkbcommon0 libdbus-1-3 libfontconfig1           # Qt
    libxcb-cursor0 libxkbcommon-x11-0 libx11-xcb1 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libwayland-cursor0   # Qt on X11, Wayland
    libportaudio2                                      # the microphone
    fonts-inter fonts-noto-cjk                         # what the window is set in
)
readonly test_packages=(xvfb xauth)

# Found by running it: a name on the path may be a shim that has nothing behind it.
find_python() {
    local candidate
    for candidate in ${TRYON_PYTHON:-} python3.11 python3.12 python3 /usr/bin/python3.11 /usr/bin/python3.12 /usr/bin/python3 \
        /usr/local/bin/python3.11 /usr/local/bin/python3.12 \
        "${HOME:-}"/.pyenv/versions/3.1[12].*/bin/python "${HOME:-}"/.local/share/uv/python/cpython-3.1[12].*/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

missing_packages() {
    local package known
    for package in "$@"; do
        # Since the 64-bit time_t transition some are called libglib2.0-0t64.
        known=$(dpkg-query -W -f='${db:Status-Abbrev}\n' "$package" "$package"t64 2>/dev/null || true)
        [[ $known == *"ii "* ]] || printf '%s\n' "$package"
    done
}

has_apt() { [[ -z ${TRYON_SKIP_SYSTEM:-} ]] && command -v apt-get >/dev/null; }

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -eq 0 ]] && return
    as_root true 2>/dev/null ||
        fail "System packages are missing. Install them, then run this again: sudo apt-get install ${missing[*]}"
    say "System packages: ${missing[*]}"
    as_root apt-get update -qq >&2
    # dpkg's hundreds of lines go; what apt complains about stays.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
}

install_python() {
    local name
    has_apt || return 0
    as_root apt-get update -qq >&2 2>/dev/null || true
    for name in python3.11 python3.12; do
        if apt-cache show "$name" >/dev/null 2>&1; then
            install_packages "$name" "$name-venv"
            return
        fi
    done
}

prepare_python() {
    python=$(find_python) || {
        install_python
        python=$(find_python) || fail "Python 3.11 or 3.12 is needed, and neither is here, nor in this system's packages.\
 Install one (such as: uv python install 3.12), or name it: TRYON_PYTHON=/path/to/python3.12"
    }
}

prepare_system() {
    local packages=("${runtime_packages[@]}")
    [[ $1 == test ]] && packages+=("${test_packages[@]}")
    if has_apt; then
        install_packages "${packages[@]}"
    elif [[ -z ${TRYON_SKIP_SYSTEM:-} ]]; then
        say "Not a Debian or Ubuntu system: OpenGL (EGL), PortAudio and the xcb libraries of Qt 6 must be there already."
    fi
}

prepare_venv() {
    local extra=$1 stamp
    stamp=$({ cat "$lock" pyproject.toml; "$python" -VV; pwd; } | sha256sum)
    if [[ -x $venv/bin/tryon ]] && grep -qxsF "$extra $stamp" "$venv/installed"; then
        return
    fi
    if [[ $("$venv/bin/python" -VV 2>/dev/null) != "$("$python" -VV)" ]]; then
        say "Python environment: $venv ($("$python" -V))"
        "$python" -c 'import ensurepip' 2>/dev/null ||
            install_packages "$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
        rm -rf "$venv"
        "$python" -m venv "$venv"
    fi
    say "Python packages: versions of $lock (1.6 GB on disk, minutes on the first run)"
    rm -f "$venv/installed"
    PYTHONUNBUFFERED=1 "$venv/bin/python" -m pip install --disable-pip-version-check --use-pep517 --progress-bar off \
        --constraint "$lock" --editable ".[$extra]" | sed -un '/^ *Downloading .* MB)/p' >&2
    # Says what works, and lets libraries build their caches now instead of in front of a customer.
    say "tryon doctor"
    "$venv/bin/tryon" doctor >&2
    # The test tools are a superset, so what is already there for testing also runs.
    echo "demo $stamp" > "$venv/installed"
    if [[ $extra == test ]]; then
        echo "test $stamp" >> "$venv/installed"
    fi
}

install() {
    prepare_python
    prepare_system "$1"
    prepare_venv "$1"
}

case ${1:-} in
run)
    install demo
    say "tryon demo"
    "$venv/bin/tryon" demo
    if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
        say "tryon"
        exec "$venv/bin/tryon"
    fi
    say "No display here. On one, open the window with: $venv/bin/tryon"
    ;;
test)
    install test
    shift
    if command -v xvfb-run >/dev/null; then
        exec xvfb-run --auto-servernum --server-args="-screen 0 1920x1080x24" "$venv/bin/python" -m pytest "$@"
    fi
    say "No Xvfb: windows are tested on Qt's offscreen platform"
    QT_QPA_PLATFORM=offscreen exec "$venv/bin/python" -m pytest "$@"
    ;;
install)
    install "${2:-demo}"
    ;;
*)
    sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' packaging/setup.sh >&2
    exit 2
    ;;
esac
