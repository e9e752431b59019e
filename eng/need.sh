# What the scripts of this repository need of a machine. Sourced by ./run and ./test.

fail() { echo "$1" >&2; exit 1; }

# Installs Debian packages where that is possible without asking: as root, with apt.
install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $*" >&2
    { apt-get install -y -q "$@" || { apt-get update -q && apt-get install -y -q "$@"; }; } >&2
}

need_dotnet() {
    command -v dotnet >/dev/null || install dotnet-sdk-10.0 \
        || fail "The .NET 10 SDK is needed: https://dotnet.microsoft.com/download/dotnet/10.0"
    dotnet --list-sdks | grep -q '^10\.' || fail "The .NET 10 SDK is needed; found: $(dotnet --list-sdks)"
}

need_sqlite() {
    case "$(uname -s)" in
        Linux) ldconfig -p 2>/dev/null | grep -q 'libsqlite3\.so' || install libsqlite3-0 \
            || fail "SQLite is needed. Debian and Ubuntu: apt-get install libsqlite3-0" ;;
    esac
}

# The viewer of the page at /docs is installed by npm when Tessera is built.
need_npm() {
    command -v npm >/dev/null || install nodejs npm || fail "npm is needed: https://nodejs.org"
}

# The tests start a private cluster of their own; they need the programs only.
need_postgres() {
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || install postgresql \
        || echo "PostgreSQL was not found: the tests on it will be skipped. Debian and Ubuntu: apt-get install postgresql" >&2
}
