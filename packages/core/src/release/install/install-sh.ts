import type { Installable, LibcNeed } from './installable';
import type { Installation } from './installation';

/**
 * `install.sh` of a release, for any POSIX shell: `curl -fsSL <url>/install.sh | sh`. What it may install, and each file's
 * digest, stands in itself.
 *
 * `files` are those for other systems than Windows, where this script sends people to `install.ps1`.
 */
export function renderInstallSh({ name, version, url }: Installation, files: readonly Installable[]): string {
  const units = [...new Set(files.map(({ unit }) => unit))];
  return `#!/bin/sh
# Installs ${name} ${version}:
#
#   curl -fsSL ${url}/install.sh | sh -s -- [--to <folder>] [--from <url>] [${units.join(' | ')}]
#
# In braces, so that a shell has read all of it before it does any of it.
{
set -eu

release='${name}'
version='${version}'
url='${url}'
units='${units.join(' ')}'

# unit | system | architecture | C library | file | its sha256 | programs in it
files() {
  cat <<'END'
${files.map(renderRow).join('\n')}
END
}
${BODY}`;
}

function renderRow({ unit, os, architecture, libc, file, sha256, programs }: Installable): string {
  return [unit, os, architecture, renderLibc(libc), file, sha256, ...programs].join('|');
}

function renderLibc(libc: LibcNeed | undefined): string {
  if (libc === undefined) return 'any';
  return typeof libc === 'string' ? libc : libc.glibc;
}

const BODY = `
usage() {
  cat <<END
Installs $release $version.

  install.sh [--to <folder>] [--from <url>] [<name> ...]

  <name>         what to install: $units
  --to <folder>  where the programs go; default: \\$XDG_BIN_HOME, else ~/.local/bin
  --from <url>   a mirror that has the release's files
END
}

main() {
  to=''
  from=$url
  wanted=''
  while [ $# -gt 0 ]; do
    case $1 in
      --to | --from) [ $# -gt 1 ] || fail "$1 wants a value" ;;
    esac
    case $1 in
      --to) to=$2; shift ;;
      --from) from=\${2%/}; shift ;;
      -h | --help) usage; return ;;
      -*) fail "there is no option $1; see --help" ;;
      *) known_unit "$1"; wanted="$wanted $1" ;;
    esac
    shift
  done
  case $wanted:$units in
    :*' '*) fail "say which to install: $units" ;;
    :*) wanted=$units ;;
  esac
  if [ -z "$to" ]; then
    [ -n "\${XDG_BIN_HOME:-\${HOME:-}}" ] || fail 'HOME is not set: say where with --to <folder>'
    to=\${XDG_BIN_HOME:-$HOME/.local/bin}
  fi
  detect_system
  scratch=$(mktemp -d "\${TMPDIR:-/tmp}/$release-install.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # Nothing is installed before all of it is there and is what was released.
  for unit in $wanted; do fetch_unit; done
  for unit in $wanted; do install_unit; done
  case :\${PATH:-}: in
    *":$to:"*) ;;
    *) say "$to is not on your PATH. For this shell: export PATH=\\"$to:\\$PATH\\"" ;;
  esac
}

known_unit() {
  for each in $units; do
    [ "$each" != "$1" ] || return 0
  done
  fail "$release $version has no $1; it has: $units"
}

detect_system() {
  machine=$(uname -m)
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    FreeBSD) os=freebsd ;;
    NetBSD) os=netbsd ;;
    OpenBSD) os=openbsd ;;
    SunOS) os=illumos; machine=$(isainfo -n) ;;
    MINGW* | MSYS* | CYGWIN*) fail "on Windows it is installed from PowerShell: irm $url/install.ps1 | iex" ;;
    *) fail "$release $version is not built for $(uname -s)" ;;
  esac
  case $machine in
    x86_64 | amd64) architectures=x86_64 ;;
    aarch64 | arm64) architectures=aarch64 ;;
    armv7* | armv8l) architectures='armv7 arm' ;;
    arm*) architectures=arm ;;
    i686 | i786) architectures='i686 i586' ;;
    i586) architectures=i586 ;;
    ppc64le) architectures=powerpc64le ;;
    ppc64) architectures=powerpc64 ;;
    loong64) architectures=loongarch64 ;;
    riscv64 | s390x | loongarch64 | mips | mipsel | mips64 | mips64el | sparc64) architectures=$machine ;;
    *) fail "$release $version is not built for a processor $machine" ;;
  esac
  case $os in
    linux) detect_userland; detect_libc ;;
    # A shell under Rosetta says x86_64, and a Mac with arm64 runs both.
    darwin) [ "$(sysctl -n hw.optional.arm64 2>/dev/null)" != 1 ] || architectures='aarch64 x86_64' ;;
  esac
}

# A 64-bit kernel may have programs of 32 bits alone, as on a Raspberry Pi.
detect_userland() {
  [ "$(getconf LONG_BIT 2>/dev/null)" = 32 ] || return 0
  case $architectures in
    aarch64) architectures='armv7 arm' ;;
    x86_64) architectures='i686 i586' ;;
  esac
}

# The version of glibc, or nothing; and whether the loader of musl is there.
detect_libc() {
  glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || glibc=''
  # 'glibc 2.36'; where there is no getconf, 'ldd (Debian GLIBC 2.36-9+deb12u1) 2.36', and musl's ldd says musl.
  [ -n "$glibc" ] || glibc=$(ldd --version 2>/dev/null | sed -n '1{/musl/!p;}') || glibc=''
  glibc=\${glibc##* }
  musl=no
  for loader in /lib/ld-musl-*; do
    [ ! -e "$loader" ] || musl=yes
  done
}

# Whether a file with this need of a C library runs here, the native one first.
suits() {
  case $1:$2 in
    any:any | static:static) ;;
    glibc:static | glibc:musl | glibc:any) return 1 ;;
    glibc:*) [ -n "$glibc" ] && at_most "$2" "$glibc" ;;
    musl:musl) [ "$musl" = yes ] ;;
    *) return 1 ;;
  esac
}

# Whether the version $1 (major.minor) is not after $2.
at_most() {
  wanted_major=\${1%%.*} found_major=\${2%%.*}
  [ "$wanted_major" -eq "$found_major" ] || { [ "$wanted_major" -lt "$found_major" ]; return; }
  wanted_minor=\${1#*.} found_minor=\${2#*.}
  [ "\${wanted_minor%%.*}" -le "\${found_minor%%.*}" ]
}

# The row of the file for this system, for $unit.
choose_file() {
  for architecture in $architectures; do
    for kind in any glibc musl static; do
      while IFS='|' read -r row_unit row_os row_architecture row_libc rest; do
        [ "$row_unit|$row_os|$row_architecture" = "$unit|$os|$architecture" ] || continue
        if suits $kind "$row_libc"; then
          echo "$rest"
          return
        fi
      done <<END
$(files)
END
    done
  done
}

fetch_unit() {
  row=$(choose_file)
  [ -n "$row" ] || fail "there is no $unit $version for this system ($(describe_system)); there are: $(files | sed -n "s/^$unit|[^|]*|[^|]*|[^|]*|\\([^|]*\\)|.*/\\1/p" | tr '\\n' ' ')"
  file=\${row%%|*}
  rest=\${row#*|}
  sha256=\${rest%%|*}
  say "downloading $from/$file"
  download "$from/$file" "$scratch/$file"
  found=$(sha256_of "$scratch/$file")
  [ "$found" = "$sha256" ] || fail "$file is not what was released: its sha256 is $found, and not $sha256. Nothing was installed."
  unpack "$scratch/$file" "$scratch/$unit.files"
  echo "\${rest#*|}" | tr '|' '\\n' >"$scratch/$unit.programs"
}

describe_system() {
  case $os in
    linux) echo "Linux on $machine with glibc \${glibc:-absent}" ;;
    *) echo "$os on $machine" ;;
  esac
}

download() {
  case $1 in
    https://*) secure='--proto =https --tlsv1.2' ;;
    *) secure='' ;;
  esac
  if command -v curl >/dev/null; then
    # shellcheck disable=SC2086 # several words
    curl --fail --silent --show-error --location --retry 3 $secure --output "$2" "$1" || fail "could not download $1"
  elif command -v wget >/dev/null; then
    wget -q -O "$2" "$1" || fail "could not download $1"
  else
    fail 'neither curl nor wget is there to download with'
  fi
}

sha256_of() {
  if command -v sha256sum >/dev/null; then
    sum=$(sha256sum <"$1")
  elif command -v shasum >/dev/null; then
    sum=$(shasum -a 256 <"$1")
  elif command -v sha256 >/dev/null; then
    sum=$(sha256 -q <"$1")
  elif command -v openssl >/dev/null; then
    sum=$(openssl dgst -sha256 -r <"$1")
  else
    fail 'none of sha256sum, shasum, sha256 and openssl is there, and nothing is installed unchecked'
  fi
  echo "\${sum%% *}"
}

unpack() {
  mkdir "$2"
  case $1 in
    *.tar.gz) gzip -dc "$1" | tar -xf - -C "$2" || fail "could not unpack $1" ;;
    *.zip)
      command -v unzip >/dev/null || fail 'unzip is not there to unpack with'
      unzip -q "$1" -d "$2" || fail "could not unpack $1"
      ;;
    *) mv "$1" "$2/" ;;
  esac
}

install_unit() {
  mkdir -p "$to" || fail "could not make the folder $to"
  while read -r program; do
    name=\${program##*/}
    # Beside its place and then moved into it: whoever runs it has the old one or the new one.
    if cp "$scratch/$unit.files/$program" "$to/.$name.new" && chmod 755 "$to/.$name.new"; then
      mv -f "$to/.$name.new" "$to/$name"
    else
      rm -f "$to/.$name.new"
      fail "could not write to $to"
    fi
    say "$name $version is at $to/$name"
  done <"$scratch/$unit.programs"
}

say() {
  printf '%s\\n' "$*" >&2
}

fail() {
  printf 'install.sh: %s\\n' "$*" >&2
  exit 1
}

main "$@"
}
`;
