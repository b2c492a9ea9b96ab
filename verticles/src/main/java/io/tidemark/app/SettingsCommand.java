package io.tidemark.app;

import io.tidemark.config.SettingDescription;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints every setting: key, default, environment name, meaning, and what the environment says. */
@Command(
    name = "settings",
    mixinStandardHelpOptions = true,
    description = "Every setting: key, default, environment name, meaning.",
    footer = {
      "",
      "A setting is given in the environment, or to up as --set KEY=VALUE, which wins.",
      "Exit code 1 if the environment holds one that is wrong or unknown."
    })
public final class SettingsCommand implements Callable<Integer> {
  private static final int SHOWN_CHARS = 28;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls anything
  private CommandSpec spec;

  @Option(names = "--allowed", description = "Show also which values are allowed.")
  private boolean allowed;

  private final Map<String, String> environment;

  public SettingsCommand() {
    this(System.getenv());
  }

  SettingsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<SettingDescription> settings = Settings.describe();
    int keyWidth = width(settings, SettingDescription::key);
    int valueWidth = width(settings, this::value);
    int nameWidth = width(settings, SettingDescription::environmentName);
    String row = "%-" + keyWidth + "s  %-" + valueWidth + "s  %-" + nameWidth + "s  %s%n";
    out.printf(row, "KEY", "DEFAULT", "ENVIRONMENT", "MEANING");
    String group = "";
    for (SettingDescription setting : settings) {
      String next = setting.key().substring(0, setting.key().indexOf('.'));
      if (!next.equals(group)) {
        out.println();
        group = next;
      }
      out.printf(row, setting.key(), value(setting), setting.environmentName(), setting.meaning());
      if (allowed) {
        out.printf(row, "", "", "", "· " + setting.expected());
      }
    }
    out.println();
    if (settings.stream().anyMatch(this::isSet)) {
      out.println("* from the environment, in place of the default");
    }
    out.flush();
    return check();
  }

  private int check() {
    try {
      Settings.load(environment, Map.of());
      return 0;
    } catch (SettingException e) {
      spec.commandLine().getErr().println("tidemark: " + e.getMessage());
      spec.commandLine().getErr().flush();
      return 1;
    }
  }

  private boolean isSet(SettingDescription setting) {
    return environment.containsKey(setting.environmentName());
  }

  private String value(SettingDescription setting) {
    String given = environment.get(setting.environmentName());
    String text =
        given == null
            ? setting.defaultText()
            : "* " + (setting.secret() && !given.isEmpty() ? "(not shown)" : given);
    String shown = text.isEmpty() ? "-" : text;
    return shown.length() > SHOWN_CHARS ? shown.substring(0, SHOWN_CHARS - 1) + "…" : shown;
  }

  private static int width(
      List<SettingDescription> settings, Function<SettingDescription, String> column) {
    return settings.stream().map(column).mapToInt(String::length).max().orElse(0);
  }
}
