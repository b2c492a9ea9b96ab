package io.tidemark.loadgen.mix;

import io.tidemark.loadgen.mix.RunPlan.Scenario;
import io.tidemark.loadgen.mix.RunPlan.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a file of scenarios; whatever cannot be meant is told with its line, before anything runs.
 */
final class RunFile {
  private static final String TOGETHER = "together";
  private static final List<String> KEYS = List.of("name", "defaults", "reports", "steps");
  private static final int STEPS_MOST = 1_000;

  private final String file;
  private final ScenarioOptions options;
  private Map<String, Node> defaults = Map.of();
  private @Nullable Path reports;
  private int count;

  private RunFile(String file, ScenarioOptions options) {
    this.file = file;
    this.options = options;
  }

  /**
   * Reads it.
   *
   * @param file its name, for messages
   * @throws RunFileException with the first thing that is wrong
   */
  static RunPlan read(String file, String text, ScenarioOptions options) {
    return new RunFile(file, options).plan(text);
  }

  private RunPlan plan(String text) {
    MappingNode root = mapping(composed(text), "the file", KEYS);
    Map<String, Node> keys = keys(root);
    for (Map.Entry<String, Node> entry : keys.entrySet()) {
      if (!KEYS.contains(entry.getKey())) {
        throw wrong(
            keyNode(root, entry.getKey()),
            "'%s' is no key here: expected %s".formatted(entry.getKey(), said(KEYS)));
      }
    }
    String name = keys.containsKey("name") ? scalar(keys.get("name"), "name") : file;
    Node given = keys.get("defaults");
    if (given != null) {
      defaults = keys(mapping(given, "defaults", List.of("url", "seed")));
      checkDefaults(mapping(given, "defaults", List.of()));
    }
    Node folder = keys.get("reports");
    reports = folder == null ? null : Path.of(scalar(folder, "reports"));
    Node steps = keys.get("steps");
    if (steps == null) {
      throw wrong(root, "there are no steps: expected 'steps:' with a list of scenarios");
    }
    List<Stage> stages = new ArrayList<>();
    for (Node step : sequence(steps, "steps")) {
      stages.add(stage(step));
    }
    return new RunPlan(name, stages);
  }

  private Node composed(String text) {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setAllowDuplicateKeys(false)
              .setMaxAliasesForCollections(0)
              .build();
      Optional<Node> root = new Compose(settings).composeString(text);
      return root.orElseThrow(
          () -> new RunFileException(file, 1, 1, "the file is empty: expected " + said(KEYS)));
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(null);
      throw new RunFileException(
          file,
          mark == null ? 1 : mark.getLine() + 1,
          mark == null ? 1 : mark.getColumn() + 1,
          "this is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new RunFileException(file, 1, 1, "this is no YAML: " + e.getMessage());
    }
  }

  private void checkDefaults(MappingNode node) {
    List<String> scenarios = options.scenarios();
    for (String key : keys(node).keySet()) {
      if (scenarios.stream().noneMatch(scenario -> options.knows(scenario, key))) {
        throw wrong(
            keyNode(node, key),
            "'%s' is an option of no scenario: expected one that some of them know, as url or seed"
                .formatted(key));
      }
    }
  }

  private Stage stage(Node node) {
    MappingNode step = mapping(node, "a step", options.scenarios());
    if (step.getValue().size() != 1) {
      throw wrong(
          step,
          "a step has one key, a scenario or 'together': %d".formatted(step.getValue().size()));
    }
    NodeTuple tuple = step.getValue().getFirst();
    String name = scalar(tuple.getKeyNode(), "a step");
    if (!name.equals(TOGETHER)) {
      return new Stage(List.of(scenario(name, tuple)));
    }
    List<Scenario> scenarios = new ArrayList<>();
    for (Node one : sequence(tuple.getValueNode(), TOGETHER)) {
      MappingNode mapping = mapping(one, "a scenario", options.scenarios());
      if (mapping.getValue().size() != 1) {
        throw wrong(mapping, "each of 'together' has one key, its scenario");
      }
      NodeTuple inner = mapping.getValue().getFirst();
      scenarios.add(scenario(scalar(inner.getKeyNode(), "a scenario"), inner));
    }
    return new Stage(scenarios);
  }

  private Scenario scenario(String name, NodeTuple tuple) {
    if (!options.isScenario(name)) {
      throw wrong(
          tuple.getKeyNode(),
          "'%s' is no scenario: expected %s or together"
              .formatted(name, said(options.scenarios())));
    }
    if (++count > STEPS_MOST) {
      throw wrong(tuple.getKeyNode(), "more than %,d scenarios".formatted(STEPS_MOST));
    }
    Map<String, Node> given = new LinkedHashMap<>();
    defaults.forEach((key, value) -> {
      if (options.knows(name, key)) {
        given.put(key, value);
      }
    });
    boolean bare = tuple.getValueNode() instanceof ScalarNode scalar && scalar.getValue().isEmpty();
    Map<String, Node> own =
        bare ? Map.of() : keys(mapping(tuple.getValueNode(), name, options.options(name)));
    own.forEach((key, value) -> {
      if (!options.knows(name, key)) {
        throw wrong(
            keyNode((MappingNode) tuple.getValueNode(), key),
            "'%s' is no option of %s: expected %s"
                .formatted(key, name, said(options.options(name))));
      }
      given.put(key, value);
    });
    List<String> arguments = new ArrayList<>();
    given.forEach((key, value) -> arguments.addAll(arguments(name, key, value)));
    options
        .refusal(name, arguments, true)
        .ifPresent(why -> {
          throw wrong(culprit(why, given, tuple.getKeyNode()), name + ": " + why);
        });
    Path folder = reports;
    if (folder != null) {
      String report = "%02d-%s".formatted(count, name);
      arguments.add("--json=" + folder.resolve(report + ".json"));
      arguments.add("--html=" + folder.resolve(report + ".html"));
    }
    int line = tuple.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    return new Scenario(count, name, line, List.copyOf(arguments));
  }

  private List<String> arguments(String scenario, String key, Node value) {
    List<String> arguments = new ArrayList<>();
    if (options.isFlag(scenario, key)) {
      switch (scalar(value, key)) {
        case "true" -> arguments.add("--" + key);
        case "false" -> {}
        default -> throw wrong(value, "'%s' is true or false".formatted(key));
      }
      return arguments;
    }
    if (value instanceof SequenceNode list) {
      List<String> values = list.getValue().stream().map(one -> scalar(one, key)).toList();
      if (options.splits(scenario, key)) {
        arguments.add("--" + key + "=" + String.join(",", values));
      } else if (options.repeats(scenario, key)) {
        values.forEach(one -> arguments.add("--" + key + "=" + one));
      } else {
        throw wrong(value, "'%s' of %s takes one value, not a list".formatted(key, scenario));
      }
    } else {
      arguments.add("--" + key + "=" + scalar(value, key));
    }
    options
        .refusal(scenario, arguments, false)
        .ifPresent(why -> {
          throw wrong(value, "'%s' of %s: %s".formatted(key, scenario, why));
        });
    return arguments;
  }

  /** The value that a refusal speaks of; it names the option with its dashes. */
  private static Node culprit(String why, Map<String, Node> given, Node otherwise) {
    return given.entrySet().stream()
        .filter(entry -> (why + " ").matches("(?s).*--" + entry.getKey() + "[^a-z-].*"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  // What a node is

  private MappingNode mapping(Node node, String what, List<String> expected) {
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw wrong(
        node, "%s is a mapping: expected 'key: value', keys %s".formatted(what, said(expected)));
  }

  private List<Node> sequence(Node node, String what) {
    if (node instanceof SequenceNode sequence && !sequence.getValue().isEmpty()) {
      return sequence.getValue();
    }
    throw wrong(
        node,
        "'%s' is a list with at least one scenario: expected '- SCENARIO: {…}'".formatted(what));
  }

  private String scalar(@Nullable Node node, String what) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw wrong(node, "'%s' is one value".formatted(what));
  }

  private Map<String, Node> keys(MappingNode mapping) {
    Map<String, Node> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode(), "a key");
      if (keys.put(key, tuple.getValueNode()) != null) {
        throw wrong(tuple.getKeyNode(), "'%s' stands here twice".formatted(key));
      }
    }
    return keys;
  }

  private static Node keyNode(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .map(NodeTuple::getKeyNode)
        .filter(node -> node instanceof ScalarNode scalar && scalar.getValue().equals(key))
        .findFirst()
        .orElse(mapping);
  }

  private static String said(List<String> names) {
    return names.isEmpty() ? "of options" : names.stream().collect(Collectors.joining(", "));
  }

  private RunFileException wrong(@Nullable Node node, String what) {
    Mark mark = node == null ? null : node.getStartMark().orElse(null);
    return new RunFileException(
        file, mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, what);
  }
}
