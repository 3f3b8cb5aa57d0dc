#!/bin/sh
# Runs the benchmark from any working directory; the last line is the result.
cd "$(dirname "$0")" && exec cargo run --release --quiet
