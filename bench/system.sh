#!/usr/bin/env bash
# The bench needs of the system a browser, nginx with its module for brotli's copies, wrk, OpenSSL and Node with npm. Where we may, install
# them; elsewhere say how, and fail.
set -euo pipefail

packages=()
command -v chromium >/dev/null || packages+=(chromium)
[ -x /usr/sbin/nginx ] || packages+=(nginx-light)
[ -e /etc/nginx/modules-enabled/50-mod-http-brotli-static.conf ] || packages+=(libnginx-mod-http-brotli-static)
command -v wrk >/dev/null || packages+=(wrk)
command -v openssl >/dev/null || packages+=(openssl)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fontconfig fonts-noto-cjk)
[ ${#packages[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "量之前还缺系统软件。请先运行：sudo apt-get install -y ${packages[*]}" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
