package io.tidemark.loadgen;

import io.tidemark.loadgen.cli.HubOptions;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a token of the embedded hub, for use with curl and other tools. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Prints a token of an embedded hub; it serves for any call as that user.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark token --user alice",
      "  curl -H \"Authorization: Bearer $(./tidemark token --user alice)\" http://127.0.0.1:8080/v1/namespaces"
    })
final class TokenCommand implements Callable<Integer> {
  @Mixin private final HubOptions hub = new HubOptions();

  @Option(names = "--user", required = true, paramLabel = "USER", description = "Whose token.")
  private String user = "";

  @Option(names = "--device", paramLabel = "DEVICE", description = "Binds it to one device.")
  private @Nullable String device;

  @Option(
      names = "--ttl",
      defaultValue = "3600",
      paramLabel = "SECONDS",
      description = "How long it lives; default: ${DEFAULT-VALUE}.")
  private int ttlSeconds;

  @Override
  public Integer call() {
    try (Toolbox tools = new Toolbox(hub.url(), null)) {
      tools.ping();
      System.out.println(Await.of(tools.tokens().mint(user, device, ttlSeconds)));
      return 0;
    }
  }
}
