#!/bin/sh
# Builds Tandem's native library for every architecture the jar carries, or checks the committed binaries.
#
#   build.sh             compile tandem.c and write the binaries below ../resources/META-INF/tandem/native
#   build.sh --check     leave them alone; fail if one was not made from this source and these flags
#   build.sh --selftest  load each binary into a small C program and run its calls (aarch64 under qemu-aarch64)
#
# Compilers: gcc for the machine's own architecture, and <arch>-linux-gnu-gcc for the other one, either may be missing.
# The JNI headers come from JAVA_HOME or, without it, from the javac on the PATH.
#
# How --check avoids false alarms. Each binary has a section .tandem.source with a hash of tandem.c, a hash of the
# flags, and the exact compiler and linker. The hashes are always compared, even with no compiler at hand. With the
# very same compiler and linker the rebuilt file has to be identical byte for byte; with other versions its exported
# symbols have to be the same.
#
# The binaries use no libc symbol at all (the linker is told to refuse undefined symbols), have no relocation, and are
# aligned for pages of up to 64 KiB. (norelro: the library has no data and no relocated table, so there is nothing to
# protect, and padding for it would make a 4 KB file 64 KB.)
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
target=$here/../resources/META-INF/tandem/native
source=$here/tandem.c

common_flags="-std=c11 -Wall -Wextra -Werror -O2 -fPIC -shared -nostdlib -ffreestanding -fvisibility=hidden
  -fno-stack-protector -fno-stack-clash-protection -fno-asynchronous-unwind-tables -fno-unwind-tables
  -fno-omit-frame-pointer -fno-tree-loop-distribute-patterns -fno-ident -frandom-seed=tandem
  -Wl,-soname,libtandem.so -Wl,--build-id=none -Wl,--hash-style=gnu -Wl,--no-undefined -Wl,--as-needed
  -Wl,-z,now -Wl,-z,norelro -Wl,-z,noexecstack -Wl,-z,noseparate-code
  -Wl,-z,max-page-size=65536 -Wl,-z,common-page-size=65536 -s"
x86_64_flags="-m64 -march=x86-64 -mtune=generic -fcf-protection=full"
aarch64_flags="-march=armv8-a -mtune=generic -mbranch-protection=standard -mno-outline-atomics"

say() { echo "native: $*"; }
die() { say "$*" >&2; exit 1; }

java_include() {
  if [ -n "${JAVA_HOME:-}" ] && [ -f "$JAVA_HOME/include/jni.h" ]; then
    echo "$JAVA_HOME/include"
    return
  fi
  javac=$(command -v javac || true)
  [ -n "$javac" ] || die "set JAVA_HOME to a JDK: its include/jni.h is needed"
  echo "$(dirname "$(dirname "$(readlink -f "$javac")")")/include"
}

# compiler <arch>: the command that compiles for it, or nothing
compiler() {
  if [ "$(uname -m)" = "$1" ] && command -v gcc > /dev/null; then
    echo gcc
  else
    command -v "$1-linux-gnu-gcc" || true
  fi
}

folder() { case $1 in x86_64) echo linux-x86-64 ;; *) echo linux-aarch64 ;; esac; }
flags() { case $1 in x86_64) echo $common_flags $x86_64_flags ;; *) echo $common_flags $aarch64_flags ;; esac; }
hash() { sha256sum | cut -c1-64; }
tools() { echo "$("$1" --version | head -n 1) / $("$("$1" -print-prog-name=ld)" --version | head -n 1)" | tr '"\\' "''"; }
made_from() { echo "source=$(hash < "$source") flags=$(flags "$1" | hash)"; }

# recorded <file>: the text of its section .tandem.source; works without binutils
recorded() { tr -c '[:print:]' '\n' < "$1" | grep '^source=[0-9a-f]\{64\} flags=' || true; }

# exported <readelf> <file>: the names of its functions
exported() { "$1" -W --dyn-syms "$2" | awk '$4 == "FUNC" && $7 != "UND" { print $8 }' | sort; }

# compile <arch> <compiler> <output>
compile() {
  include=$(java_include)
  : > "$work/stdio.h" # jni.h includes it and needs nothing from it; an empty one keeps libc headers out
  # shellcheck disable=SC2046
  "$2" $(flags "$1") -isystem "$work" -isystem "$include" -isystem "$include/linux" \
    "-DTANDEM_SOURCE=\"$(made_from "$1") tools=$(tools "$2")\"" -o "$3" "$source"
  chmod 644 "$3"
  readelf=$("$2" -print-prog-name=readelf)
  if "$readelf" -W --dyn-syms "$3" | awk '$7 == "UND" && $8 != ""' | grep -q .; then
    die "$3 has undefined symbols"
  fi
  if "$readelf" -W -d "$3" | grep -q 'NEEDED\|TEXTREL'; then
    die "$3 needs another library or a text relocation"
  fi
  if "$readelf" -W -r "$3" | grep -q '^[0-9a-f]'; then
    die "$3 has relocations"
  fi
}

build() {
  cc=$(compiler "$1")
  if [ -z "$cc" ]; then
    say "$1: skipped: no gcc"
    return
  fi
  file=$target/$(folder "$1")/libtandem.so
  mkdir -p "$(dirname "$file")"
  compile "$1" "$cc" "$work/$1.so"
  mv "$work/$1.so" "$file"
  say "$1: $(wc -c < "$file") bytes"
}

check() {
  file=$target/$(folder "$1")/libtandem.so
  [ -f "$file" ] || die "$1: $file is missing; run build.sh"
  was=$(recorded "$file")
  case $was in
    "$(made_from "$1") tools="*) ;;
    *) die "$1: $file was made from another tandem.c or with other flags; run build.sh and commit the result
  expected $(made_from "$1")
  recorded ${was:-nothing}" ;;
  esac
  cc=$(compiler "$1")
  if [ -z "$cc" ]; then
    say "$1: source hash matches; rebuild skipped: no gcc"
    return
  fi
  compile "$1" "$cc" "$work/$1.so"
  if [ "$was" = "$(recorded "$work/$1.so")" ]; then
    cmp "$file" "$work/$1.so" || die "$1: the rebuilt file differs although the tools are the same; run build.sh"
    say "$1: identical to a rebuild"
    return
  fi
  readelf=$("$cc" -print-prog-name=readelf)
  exported "$readelf" "$file" > "$work/old"
  exported "$readelf" "$work/$1.so" > "$work/new"
  diff "$work/old" "$work/new" || die "$1: exported functions differ from a rebuild; run build.sh"
  say "$1: source hash and exported functions match (made with ${was#*tools=})"
}

selftest() {
  cc=$(compiler "$1")
  run=
  if [ "$(uname -m)" != "$1" ]; then
    run=$(command -v "qemu-$1-static" || command -v "qemu-$1" || true)
    [ -n "$run" ] || cc=
    run="$run -L /usr/$1-linux-gnu"
  fi
  if [ -z "$cc" ]; then
    say "$1: self-test skipped: no gcc or no qemu"
    return
  fi
  include=$(java_include)
  "$cc" -std=gnu11 -Wall -Wextra -Werror -O1 -I "$include" -I "$include/linux" -o "$work/selftest-$1" \
    "$here/selftest.c" -ldl -pthread
  # shellcheck disable=SC2086
  $run "$work/selftest-$1" "$target/$(folder "$1")/libtandem.so" || die "$1: self-test failed"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case ${1:-} in
  '') action=build ;;
  --check) action=check ;;
  --selftest) action=selftest ;;
  *) die "unknown option $1; see the top of build.sh" ;;
esac
for arch in x86_64 aarch64; do
  $action $arch
done
