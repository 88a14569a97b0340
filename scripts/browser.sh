#!/bin/sh
# A browser for the tests of the pages, and signs to write Chinese with: what is missing, if we may install it. Without a browser
# those tests are skipped and say so.
has() {
    command -v "$1" >/dev/null
}

missing=""
has chromium || has chromium-browser || has google-chrome || missing="chromium"
if ! has fc-list || [ -z "$(fc-list :lang=zh family)" ]; then
    missing="$missing fonts-noto-cjk"
fi
[ -n "$missing" ] || exit 0

echo "installing for the tests of the pages: ${missing# }"
# shellcheck disable=SC2086  # several packages
sh "$(dirname "$0")/system_packages.sh" $missing && exit 0
case $missing in
    chromium*) echo "chromium cannot be installed here: the tests of the pages will be skipped" ;;
    *) echo "fonts-noto-cjk cannot be installed here: pictures of the pages may show boxes for Chinese" ;;
esac
