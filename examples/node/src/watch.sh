#!/bin/sh
# Prints each change of a task until Ctrl-C: watch.sh URL ID
set -eu
URL=$1
ID=$2
# region curl
curl --no-buffer --silent --show-error --fail "${URL}v1/events/?task=${ID}"
# endregion
