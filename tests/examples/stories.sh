#!/bin/sh
# Both stories from a shell, for any language that can start a process and read a line of JSON.
set -eu

iosim run WS-C3750E-24TD --json --boot-time 0 --state lab.db >ready.json &
trap 'kill $!; wait' EXIT
until [ -s ready.json ]; do sleep 0.1; done

api=$(sed 's/.*"api": {"url": "\([^"]*\)".*/\1/' ready.json)
udi=$(sed 's/.*"udi": "\([^"]*\)".*/\1/' ready.json)
tell() { curl --silent --show-error --fail "$@"; }

# A licence for good: make it, install it, and let the device boot again.
iosim license issue --udi "$udi" --feature ipservices -o ipservices.lic
tell --data-binary @ipservices.lic "$api/devices/$udi/licenses"
tell --json '{"action": "cycle", "wait": true}' "$api/devices/$udi/power"

# Sixty-one days pass at once.
iosim clock advance 61d
tell "$api/devices/$udi"
