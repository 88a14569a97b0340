#!/bin/sh
# Keeps the archive of a PostgreSQL whose log keep_wal.sh takes: a copy of the whole each day, and nothing that no moment of the last DAYS needs.
# archive.sh FOLDER DAYS – does what is due; called again and again, as the user of the server and beside it.
set -eu
umask 077
folder=$1 days=$2

refuse() {
    echo "archive: $1" >&2
    exit 1
}

# A copy is called by the moment at which it was whole: from then on it stands for every moment, and names are in the order of time.
name_at() {
    date -u -d "$1" +%Y-%m-%dT%H%M%SZ
}

copies() {
    find "$folder/bases" -mindepth 1 -maxdepth 1 -name '*Z' -exec basename {} \; | sort
}

number() {
    pg_controldata "$1" | sed -n 's/^Database system identifier: *//p'
}

copy() {
    draft=$folder/bases/draft
    rm -rf "$draft"
    pg_basebackup --username=postgres --no-password --pgdata="$draft" --checkpoint=fast --manifest-checksums=sha256 ||
        refuse "the database could not be copied"
    if [ -n "$newest" ] && [ "$(number "$draft")" != "$(number "$folder/bases/$newest")" ]; then
        rm -rf "$draft"
        refuse "$folder is of another database: put it aside and make an empty one"
    fi
    sync
    mv "$draft" "$folder/bases/$(name_at now)"
}

first_piece() {
    sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$folder/bases/$1/backup_label"
}

# The newest copy of those before the days stays: the first moments of these days are made from it.
prune() {
    oldest=
    for one in $(copies); do
        if [ -z "$oldest" ] || [ "$one" \< "$(name_at "-$days days")" ]; then
            [ -z "$oldest" ] || rm -rf "${folder:?}/bases/$oldest"
            oldest=$one
        fi
    done
    pg_archivecleanup -x .gz "$folder/wal" "$(first_piece "$oldest")"
}

newest=$(copies | tail -n 1)
if [ -z "$newest" ] || [ "$newest" \< "$(name_at "-1 day")" ]; then
    copy
    prune
fi
