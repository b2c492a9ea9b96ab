# Sourced by mvnw and tidemark: sets JAVA_HOME to a JDK of at least version 25, wherever one is installed, or says what to install.
# Looked at, in this order: JAVA_HOME, the javac on the PATH, /usr/lib/jvm, ~/.sdkman, ~/.jdks, macOS' java_home.

tidemark_jdk_version() {
  # The major version of the JDK in $1, or 0 where there is none. Read from its release file: starting a JVM only to ask would cost 0.1 s.
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1 | grep . || echo 0
}

tidemark_find_jdk() {
  local needed=25 candidate on_path seen=""
  on_path=$(command -v javac 2>/dev/null || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")
    on_path=${on_path%/bin/javac}
  fi
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/java/* /opt/jdk* \
    "$(/usr/libexec/java_home -v "$needed+" 2>/dev/null || true)"; do
    [ -n "$candidate" ] && [ -d "$candidate" ] || continue
    local version
    version=$(tidemark_jdk_version "$candidate")
    if [ "$version" -ge "$needed" ]; then
      export JAVA_HOME=$candidate
      return 0
    fi
    [ "$version" -eq 0 ] || seen="$seen  $candidate (version $version)
"
  done
  {
    echo "Tidemark needs a JDK $needed or newer, and found none in JAVA_HOME, on the PATH, in /usr/lib/jvm, ~/.sdkman, ~/.jdks or /opt."
    [ -z "$seen" ] || printf 'Found, but too old:\n%s' "$seen"
    echo "Install one, for instance Eclipse Temurin $needed (package temurin-$needed-jdk), or set JAVA_HOME to where it is."
  } >&2
  return 1
}

tidemark_find_jdk
