#!/bin/sh
# A browser for the tests of the pages, if there is none and we may install one. Without it those tests are skipped and say so.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
echo "installing chromium for the tests of the pages"
sh "$(dirname "$0")/system_packages.sh" chromium fonts-noto-cjk || echo "chromium cannot be installed here: the tests of the pages will be skipped"
