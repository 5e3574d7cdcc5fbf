#!/usr/bin/env bash
# The bench needs of the system a browser, a Chinese font, nginx with its module for brotli's copies,
# wrk, OpenSSL, and Node with npm.
set -euo pipefail
. "$(dirname "$0")/../tools/packages.sh"

lacks_browser_and_nginx
lacks libnginx-mod-http-brotli-static -- test -e /etc/nginx/modules-enabled/50-mod-http-brotli-static.conf
lacks wrk -- command -v wrk
lacks openssl -- command -v openssl
lacks nodejs -- command -v node
lacks npm -- command -v npm
install_missing 量之前还缺系统软件
