#!/usr/bin/env bash
# Tests need of the system a browser, a Chinese font, and LibreOffice to print office files with
# (56 MB to fetch, 364 MB on the disk). Where we may, install them; elsewhere say how, and fail,
# since a skipped test would look like a passed one.
set -euo pipefail

packages=()
command -v chromium >/dev/null || packages+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fontconfig fonts-noto-cjk)
for part in impress writer calc; do
  dpkg-query -W -f='${Status}' "libreoffice-$part" 2>/dev/null | grep -q "ok installed" || packages+=("libreoffice-$part")
done
[ ${#packages[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "测试缺系统软件。请先运行：sudo apt-get install -y ${packages[*]}" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
