#!/bin/sh
set -e
port=27017
exec mongod --port "$port"
