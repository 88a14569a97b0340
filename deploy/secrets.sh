#!/bin/sh
# Makes what compose.yaml needs once: passwords, addresses, the secret key, and a certificate of our own for NAME, which is replaced by one
# that the district's browsers trust. What is there already stays.
set -eu
umask 077
cd "$(dirname "$0")/.."
name=${1:-}
[ -n "$name" ] || { echo "secrets: name how browsers call this machine, as in: sh deploy/secrets.sh anbang.example" >&2 && exit 1; }
folder=deploy/secrets
mkdir -p "$folder"
# Closed before anything lies in it, and again if it ever stood open.
chmod 0700 "$folder"

once() {
    [ -e "$folder/$1" ] || printf '%s' "$2" >"$folder/$1"
}

random() {
    openssl rand -hex 32
}

for role in postgres owner app overseer auditor; do
    once "${role}_password" "$(random)"
done
address() {
    once "$1" "postgresql://anbang_$2:$(cat "$folder/$2_password")@${DATABASE_HOST:-database}:5432/anbang"
}
address database_url app
address database_owner_url owner
address database_overseer_url overseer
address database_auditor_url auditor
once secret_key "$(random)$(random)"
if ! [ -e "$folder/certificate.pem" ]; then
    openssl req -x509 -newkey rsa:3072 -nodes -days 397 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
        -keyout "$folder/certificate.key" -out "$folder/certificate.pem" 2>/dev/null
fi
[ -e .env ] || printf 'ANBANG_HOSTS=%s,web,127.0.0.1\n' "$name" >.env
# No other user of this machine passes the folder, whatever the files in it allow. A container is not given the folder but single files of it,
# and reads them as a user of its own that this machine need not know: hence 0444. Never open the folder instead.
chmod 0444 "$folder"/*
echo "$folder: passwords, addresses, secret key, and a certificate for $name; .env: the names that are served"
