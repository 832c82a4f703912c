#!/bin/sh
# Builds the C reference programs: the physical limits that the benchmarks are compared with.
#
#   build.sh [OUTPUT_DIRECTORY]      default: benchmarks/target/c
#
# Plain -O3 for the baseline instruction set, so that the binaries of one build run on any machine
# of that architecture; CFLAGS adds to it (CFLAGS=-march=native made no difference that repeats).
# Without a C compiler it says so and succeeds: the benchmarks then run without the C rows.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../../target/c}
compiler=${CC:-gcc}
if ! command -v "$compiler" >/dev/null 2>&1; then
  echo "build.sh: no $compiler here, so no C reference programs" >&2
  exit 0
fi
mkdir -p "$out"
for source in "$here"/*.c; do
  program=$out/$(basename "$source" .c)
  if [ -x "$program" ] && [ "$program" -nt "$source" ] && [ "$program" -nt "$here/bench.h" ]; then
    continue
  fi
  # Built beside and renamed, so that a program that is running now is not disturbed.
  # shellcheck disable=SC2086
  "$compiler" -std=gnu11 -D_GNU_SOURCE -O3 -Wall -Wextra -Werror ${CFLAGS:-} -o "$program.$$" "$source"
  mv "$program.$$" "$program"
done
