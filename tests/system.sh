#!/usr/bin/env bash
# Browser tests need a browser and a Chinese font of the system, and the example for nginx needs nginx.
# Where we may, install them; elsewhere say how, and fail, since a skipped test would look like a passed one.
set -euo pipefail

packages=()
command -v chromium >/dev/null || packages+=(chromium)
[ -x /usr/sbin/nginx ] || packages+=(nginx-light)
fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fontconfig fonts-noto-cjk)
[ ${#packages[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "浏览器测试缺系统软件。请先运行：sudo apt-get install -y ${packages[*]}" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
