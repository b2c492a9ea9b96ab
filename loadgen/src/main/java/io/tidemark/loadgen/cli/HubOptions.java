package io.tidemark.loadgen.cli;

import io.tidemark.loadgen.client.HubTrust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the hub is, and with which token one comes. */
public final class HubOptions {
  private static final String DEFAULT_URL = "http://127.0.0.1:8080";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The hub's address; default: $TIDEMARK_URL, else " + DEFAULT_URL + ".")
  private @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "JWT",
      description =
          "A token to come with; default: $TIDEMARK_TOKEN, else one from the hub's /v1/dev/token.")
  private @Nullable String token;

  /**
   * @throws ParameterException if there is no such file
   */
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "A PEM file with whose certificates to believe of an https hub, such as the one that"
              + " 'up' with tls.mode=self names; default: $TIDEMARK_CA, else the JDK's.")
  public void trust(Path file) {
    if (!Files.isReadable(file)) {
      throw new ParameterException(
          spec().commandLine(), "--ca '" + file + "': expected a readable PEM file");
    }
    HubTrust.use(file, false);
  }

  @Option(
      names = "--insecure",
      description = "Believe whoever answers at an https address; for tests.")
  public void trustAnybody(boolean anybody) {
    if (anybody) {
      HubTrust.use(null, true);
    }
  }

  /** Whether the user said where the hub is. */
  public boolean urlGiven() {
    return url != null || System.getenv("TIDEMARK_URL") != null;
  }

  /**
   * @throws ParameterException if it is no http or https address
   */
  public URI url() {
    String value = url != null ? url : System.getenv().getOrDefault("TIDEMARK_URL", DEFAULT_URL);
    try {
      URI uri = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Said below, with what was expected.
    }
    throw new ParameterException(
        spec().commandLine(),
        "--url '"
            + value
            + "' is no address of a hub: expected http://HOST:PORT or https://HOST:PORT");
  }

  private CommandSpec spec() {
    CommandSpec spec = command;
    if (spec == null) {
      throw new IllegalStateException("not mixed into a command");
    }
    return spec;
  }

  /** Null where the hub's own development tokens are to be used. */
  public @Nullable String token() {
    return token != null ? token : System.getenv("TIDEMARK_TOKEN");
  }
}
