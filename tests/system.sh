#!/usr/bin/env bash
# Tests need of the system a browser, a Chinese font, nginx for the example of its configuration, and
# LibreOffice to print office files with (56 MB to fetch, 364 MB on the disk). A skipped test would
# look like a passed one.
set -euo pipefail
. "$(dirname "$0")/../tools/packages.sh"

is_installed() { dpkg-query -W -f='${Status}' "$1" | grep -q "ok installed"; }

lacks_browser_and_nginx
for part in impress writer calc; do
  lacks "libreoffice-$part" -- is_installed "libreoffice-$part"
done
install_missing 测试缺系统软件
