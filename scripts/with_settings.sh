#!/bin/sh
# Runs a command with settings that are complete and lead nowhere: checks read the code and touch no database.
nowhere=postgresql://nobody@localhost:1/none
export DATABASE_URL=$nowhere DATABASE_OWNER_URL=$nowhere DATABASE_OVERSEER_URL=$nowhere DATABASE_AUDITOR_URL=$nowhere
export ANBANG_SECRET_KEY=only-for-checks-only-for-checks-only-for-checks ANBANG_FOLDER=var/checks
export DJANGO_SETTINGS_MODULE=anbang.site.settings
exec "$@"
