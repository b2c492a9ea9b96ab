package io.tidemark.kubernetes;

import io.tidemark.config.SettingDescription;
import io.tidemark.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the code says about itself that manifests have to agree with. */
final class HubFacts {
  private static final Pattern METER =
      Pattern.compile("\\b(?:builder|counter|gauge|timer|summary)\\(\\s*\"([a-z][a-z._]*)\"");
  private static final Pattern PATH = Pattern.compile("(?m)^  (/[^:]*):$");
  private static final Pattern STOP_LIMIT =
      Pattern.compile("STOP_TIMEOUT = Duration\\.ofSeconds\\((\\d+)\\)");
  private static final Pattern JVM_FLAG =
      Pattern.compile("-XX:[^\\s\"()<]+|--[a-z-]+=[^\\s\"()<]+");
  private static final Pattern UNIT_AND_KIND =
      Pattern.compile("(_seconds|_bytes)?(_total|_bucket|_count|_sum|_max)?");

  private final Path repository;
  private final Map<String, SettingDescription> settings;
  private final Set<String> meters;
  private final Set<String> paths;

  /** Of documents and sources that are asked for again and again. */
  private final Map<Path, String> texts = new ConcurrentHashMap<>();

  private HubFacts(Path repository) {
    this.repository = repository;
    this.settings =
        Settings.describe().stream()
            .collect(Collectors.toMap(SettingDescription::environmentName, one -> one));
    this.paths =
        found(PATH, read(repository.resolve("protocol/openapi.yaml")))
            .collect(Collectors.toCollection(TreeSet::new));
    try (Stream<Path> sources = Files.walk(repository.resolve("verticles/src/main/java"))) {
      this.meters =
          sources
              .filter(source -> source.toString().endsWith(".java"))
              .flatMap(source -> found(METER, read(source)))
              .map(meter -> meter.replace('.', '_'))
              .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HubFacts read() {
    return new HubFacts(ManifestFiles.repository());
  }

  /** By the name in the environment. */
  boolean isSetting(String name) {
    return settings.containsKey(name);
  }

  boolean isSecret(String name) {
    return isSetting(name) && settings.get(name).secret();
  }

  Collection<String> secrets() {
    return settings.keySet().stream().filter(this::isSecret).sorted().toList();
  }

  /** Whether the hub's registry has what Prometheus would call so. */
  boolean isMetric(String name) {
    return meters.stream()
        .anyMatch(meter ->
            name.startsWith(meter)
                && UNIT_AND_KIND.matcher(name.substring(meter.length())).matches());
  }

  Set<String> paths() {
    return paths;
  }

  /** How long the hub takes to stop at most, once all devices have been asked to leave. */
  int stopLimitSeconds() {
    Path source = repository.resolve("verticles/src/main/java/io/tidemark/app/UpCommand.java");
    return found(STOP_LIMIT, text(source)).mapToInt(Integer::parseInt).findFirst().orElseThrow();
  }

  /** How `./tidemark up` starts Java, but for the size of the heap. */
  Set<String> launcherFlags() {
    String launcher = text(repository.resolve("tidemark"));
    String common = between(launcher, "\nflags=(", "\n");
    String ofUp = between(launcher, "\nup)", ";;");
    return flags(common + "\n" + ofUp, line -> !line.strip().startsWith("#"));
  }

  Set<String> imageFlags() {
    return flags(pom(), line -> line.contains("<jvmFlag>"));
  }

  String pom() {
    return text(repository.resolve("verticles/pom.xml"));
  }

  String document(String path) {
    return text(repository.resolve(path));
  }

  private static Set<String> flags(String text, Predicate<String> wanted) {
    return text.lines()
        .filter(wanted)
        .flatMap(line -> JVM_FLAG.matcher(line).results())
        .map(flag -> flag.group())
        .filter(flag -> !flag.contains("*") && !flag.contains("RAMPercentage"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String between(String text, String from, String to) {
    int begin = text.indexOf(from) + from.length();
    return text.substring(begin, text.indexOf(to, begin));
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1));
  }

  private String text(Path file) {
    return texts.computeIfAbsent(file, HubFacts::read);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
