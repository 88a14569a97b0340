#!/bin/sh
# Run once by the image of PostgreSQL, when its folder is still empty.
set -eu
secret() {
    cat "/run/secrets/$1_password"
}
psql --set=ON_ERROR_STOP=1 --username=postgres --dbname=postgres \
    --set=owner="$(secret owner)" --set=app="$(secret app)" --set=overseer="$(secret overseer)" --set=auditor="$(secret auditor)" \
    --file=/docker-entrypoint-initdb.d/roles.sql.in
