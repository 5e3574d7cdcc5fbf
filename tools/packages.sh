# Sourced by what needs Debian's packages: collects those that are missing and installs them where we
# may; elsewhere says how, and fails.

packages=()

# lacks PACKAGE… -- COMMAND…: these packages are missing where the command fails.
lacks() {
  local wanted=()
  while [ "$1" != "--" ]; do
    wanted+=("$1")
    shift
  done
  shift
  "$@" >/dev/null 2>&1 || packages+=("${wanted[@]}")
}

has_chinese_font() { fc-list :lang=zh 2>/dev/null | grep -q .; }

# What a browser is looked at with, and nginx for the example of its configuration.
lacks_browser_and_nginx() {
  lacks chromium -- command -v chromium
  lacks nginx-light -- test -x /usr/sbin/nginx
  lacks fontconfig fonts-noto-cjk -- has_chinese_font
}

# install WHY: WHY is said before the command where we may not.
install_missing() {
  [ ${#packages[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    echo "$1。请先运行：sudo apt-get install -y ${packages[*]}" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}
