#!/bin/sh
# PostgreSQL hands every finished piece of its log to this: it is kept compressed, and whole or not at all.
# keep_wal.sh FILE NAME FOLDER KILOBYTES – if it cannot be kept and fewer KILOBYTES are free beside FILE, it is let go: a gap in what is
# kept is found and told later, a full disk would stop the office.
set -u
file=$1 name=$2 folder=$3 least=$4
kept=$folder/$name.gz
draft=$folder/.$name.draft

# After a crash the same piece is handed over once more.
if [ -e "$kept" ] && gzip -dc "$kept" | cmp -s - "$file"; then
    exit 0
fi
if [ ! -e "$kept" ] && gzip -1 -nc "$file" >"$draft" && sync "$draft" && mv "$draft" "$kept" && sync "$folder"; then
    exit 0
fi
rm -f "$draft"
free=$(df -Pk "$file" | awk 'NR == 2 { print $4 }')
if [ "$free" -lt "$least" ]; then
    echo "keep_wal: $name could not be kept in $folder and is let go: only $free kB are free" >&2
    exit 0
fi
echo "keep_wal: $name could not be kept in $folder; it is tried again" >&2
exit 1
