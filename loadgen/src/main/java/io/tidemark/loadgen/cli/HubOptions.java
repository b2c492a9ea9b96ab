package io.tidemark.loadgen.cli;

import java.net.URI;
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
    CommandSpec spec = command;
    if (spec == null) {
      throw new IllegalStateException("not mixed into a command");
    }
    throw new ParameterException(
        spec.commandLine(),
        "--url '" + value + "' is no address of a hub: expected http://HOST:PORT");
  }

  /** Null where the hub's own development tokens are to be used. */
  public @Nullable String token() {
    return token != null ? token : System.getenv("TIDEMARK_TOKEN");
  }
}
