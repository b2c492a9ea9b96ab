package io.tidemark.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the text of each setting, and refuses names that are nobody's: most are mistyped. */
final class SettingNames {
  static final String PREFIX = "TIDEMARK_";

  /** Of the launcher and the tools, which a hub leaves alone. */
  private static final Set<String> LAUNCHER =
      Set.of(
          "TIDEMARK_JAVA_OPTIONS",
          "TIDEMARK_DEBUG",
          "TIDEMARK_URL",
          "TIDEMARK_TOKEN",
          "TIDEMARK_CA");

  private final Map<String, String> environment;
  private final Map<String, String> overrides;

  private SettingNames(Map<String, String> environment, Map<String, String> overrides) {
    this.environment = environment;
    this.overrides = overrides;
  }

  /**
   * @throws SettingException if one of the names is not a setting's
   */
  static SettingNames checked(
      Collection<Setting<?>> known,
      Map<String, String> environment,
      Map<String, String> overrides) {
    Set<String> names =
        Stream.concat(known.stream().map(Setting::environmentName), LAUNCHER.stream())
            .collect(Collectors.toSet());
    // In order, so that of several wrong names the same one is always named.
    for (String given : new TreeSet<>(environment.keySet())) {
      if (given.startsWith(PREFIX) && !names.contains(given)) {
        throw unknown(given, names);
      }
    }
    Set<String> keys = known.stream().map(Setting::key).collect(Collectors.toSet());
    for (String given : new TreeSet<>(overrides.keySet())) {
      if (!keys.contains(given)) {
        throw unknown(given, keys);
      }
    }
    return new SettingNames(environment, overrides);
  }

  /** The value of {@code setting}: from an option, else from the environment, else its default. */
  <T> T get(Setting<T> setting) {
    String option = overrides.get(setting.key());
    if (option != null) {
      return setting.read(setting.key(), option);
    }
    String name = setting.environmentName();
    String variable = environment.get(name);
    return variable == null
        ? setting.read(setting.key(), setting.defaultText())
        : setting.read(name, variable);
  }

  private static SettingException unknown(String name, Set<String> known) {
    String closest =
        known.stream()
            .min(
                Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    return SettingException.unknown(name, closest);
  }

  /** How many characters to insert, remove or replace (Levenshtein). */
  static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
