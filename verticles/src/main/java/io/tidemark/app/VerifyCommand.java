package io.tidemark.app;

import io.tidemark.config.DataFolder;
import io.tidemark.config.DataFolderException;
import io.tidemark.config.Servers;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import io.tidemark.config.embedded.EmbeddedServerException;
import io.tidemark.config.embedded.EmbeddedServers;
import io.tidemark.verify.Verification;
import io.tidemark.verify.VerificationException;
import io.tidemark.verify.VerificationReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark verify}: compares all copies of what was committed with one another. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares journal, files, versions, blocks, Kafka and Redis with one another.",
      "Changes nothing. Beside a running hub, or on the data of one that is stopped."
    },
    footer = {
      "",
      "Each difference is one line: the copy, the namespace, what differs.",
      "",
      "Examples:",
      "  tidemark verify                     the hub on ./.tidemark, running or not",
      "  tidemark verify --data /tmp/hub --deep",
      "  TIDEMARK_POSTGRES_URI=… TIDEMARK_REDIS_URI=… TIDEMARK_KAFKA_BOOTSTRAP=… tidemark verify",
      "",
      "Exit code 0: all the same; 1: differences; 2: could not be compared, or wrong usage."
    })
final class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "The hub's data folder. Default: ./.tidemark.")
  private @Nullable Path data;

  @Option(names = "--deep", description = "Read each block and compare its hash.")
  private boolean deep;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any setting (see: tidemark settings); may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @Override
  public Integer call() {
    Map<String, String> overrides = new HashMap<>(set);
    if (data != null) {
      overrides.put("data.dir", data.toString());
    }
    try {
      return verify(Settings.load(System.getenv(), overrides));
    } catch (SettingException
        | DataFolderException
        | EmbeddedServerException
        | VerificationException e) {
      return refuse(e.getMessage());
    } catch (IOException e) {
      return refuse(e.toString());
    }
  }

  private int verify(Settings settings) throws IOException {
    Path root = settings.data().dir().toAbsolutePath().normalize();
    Servers configured = settings.servers();
    boolean allConfigured =
        !configured.postgresUri().isEmpty()
            && !configured.redisUri().isEmpty()
            && !configured.kafkaBootstrap().isEmpty();
    if (allConfigured) {
      return compare(configured, root, "on your servers");
    }
    if (!Files.isDirectory(root.resolve("run"))) {
      return refuse(
          "there is no hub's data in %s; name its folder with --data, or its servers with TIDEMARK_POSTGRES_URI, TIDEMARK_REDIS_URI and TIDEMARK_KAFKA_BOOTSTRAP"
              .formatted(root));
    }
    // Whoever has the folder open has its servers running; else they are ours to start.
    try (DataFolder folder = DataFolder.open(root)) {
      try (EmbeddedServers servers = EmbeddedServers.start(folder, configured)) {
        return compare(servers.servers(), root, "in %s (no hub is running)".formatted(root));
      }
    } catch (DataFolderException.InUse e) {
      return compare(
          EmbeddedServers.ofRunningHub(root, configured),
          root,
          "in %s (beside the running hub)".formatted(root));
    }
  }

  private int compare(Servers servers, Path root, String how) {
    out.printf("Comparing what is %s …%n", how);
    long begin = System.nanoTime();
    Path blocks = root.resolve("blocks");
    VerificationReport report =
        Verification.run(servers, Files.isDirectory(blocks) ? blocks : null, deep, out::println);
    long unshown = report.differenceCount() - report.differences().size();
    if (unshown > 0) {
      out.printf("… and %,d more%n", unshown);
    }
    report.notes().forEach(note -> out.println("note: " + note));
    String counted =
        report.counted().entrySet().stream()
            .map(one -> "%,d %s".formatted(one.getValue(), one.getKey()))
            .collect(Collectors.joining(", "));
    out.printf("Compared %s in %.1f s%n", counted, (System.nanoTime() - begin) / 1e9);
    out.println(
        report.isClean()
            ? "All copies say the same."
            : "%,d difference%s."
                .formatted(report.differenceCount(), report.differenceCount() == 1 ? "" : "s"));
    out.flush();
    return report.isClean() ? 0 : 1;
  }

  private int refuse(@Nullable String message) {
    err.println("tidemark verify: " + message);
    return 2;
  }
}
