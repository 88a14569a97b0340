#!/bin/sh
# Starts a server with the database as it was at a moment, from what archive.sh and keep_wal.sh keep. It lets nobody in before the moment is reached.
# moment.sh FOLDER MOMENT DATA [OPTION…] – MOMENT: as in "2026-11-05 14:39", in the office's time unless it says another, or `latest`;
# DATA: made anew, whatever is in it; OPTION: more for postgres.
set -eu
umask 077
folder=$1 moment=$2 data=$3
shift 3

refuse() {
    echo "moment: $1" >&2
    exit 1
}

# Eight hours before Greenwich in summer and winter; the image of PostgreSQL need not know the zone.
seconds_of() {
    TZ=CST-8 date -d "$1" +%s 2>/dev/null
}

# The newest copy that was whole by then.
copy_for() {
    find "$folder/bases" -mindepth 1 -maxdepth 1 -name '*Z' -exec basename {} \; | sort | awk -v at="$1" '$0 <= at' | tail -n 1
}

# The piece of the log after which one is missing, of those from a piece on; none where all follow one another.
gap_after() {
    find "$folder/wal" -name '*.gz' -exec basename {} .gz \; | sort | awk -v first="$1" '
        function number(hex, at, sum) {
            for (at = 1; at <= length(hex); at++) sum = sum * 16 + index("0123456789ABCDEF", substr(hex, at, 1)) - 1
            return sum
        }
        length($0) == 24 && $0 >= first {
            this = number(substr($0, 9, 8)) * 256 + number(substr($0, 17, 8))
            if (line == substr($0, 1, 8) && this != last + 1) { print before; exit }
            line = substr($0, 1, 8); last = this; before = $0
        }'
}

refuse_what_was_altered() {
    pg_verifybackup --quiet --no-parse-wal "$folder/bases/$copy" || refuse "the copy $copy is not as it was written"
    first=$(sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$folder/bases/$copy/backup_label")
    for piece in "$folder"/wal/*.gz; do
        [ "${piece##*/}" \< "$first" ] || gzip -t "$piece" || refuse "$piece is not as it was written"
    done
    gap=$(gap_after "$first")
    [ -z "$gap" ] || refuse "the log has a gap after $gap: a moment after it can only be made from a copy of the whole that is newer"
}

case $moment in
latest)
    copy=$(copy_for 9999)
    ;;
[0-9][0-9][0-9][0-9]-*)
    seconds=$(seconds_of "$moment") || refuse "'$moment' is no moment; write it as in \"2026-11-05 14:39\", or latest"
    copy=$(copy_for "$(date -u -d "@$seconds" +%Y-%m-%dT%H%M%SZ)")
    set -- -c "recovery_target_time=$(date -u -d "@$seconds" '+%Y-%m-%d %H:%M:%S+00')" "$@"
    ;;
*)
    refuse "'$moment' is no moment; write it as in \"2026-11-05 14:39\", or latest"
    ;;
esac
[ -n "$copy" ] || refuse "the archive in $folder does not reach back to that moment"
refuse_what_was_altered
echo "moment: from the copy of $copy"
rm -rf "$data"
cp -Rp "$folder/bases/$copy" "$data"
touch "$data/recovery.signal"
exec postgres -D "$data" -c archive_mode=off -c hot_standby=off -c recovery_target_action=promote \
    -c "restore_command=gzip -dc '$folder/wal/%f.gz' >'%p' 2>/dev/null" "$@"
