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
# Containers read them as users of their own; the folder is closed to everybody else.
chmod 0444 "$folder"/*
chmod 0711 "$folder"
echo "$folder: passwords, addresses, secret key, and a certificate for $name; .env: the names that are served"
