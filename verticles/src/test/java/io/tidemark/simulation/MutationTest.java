package io.tidemark.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The simulation finds mistakes: each of {@link Mutations} is caught by the seed that
 * docs/simulation.md names. A change of the core or of the simulation moves these seeds; {@code
 * -Dtidemark.simulation.mutations=write} looks for them again and writes the table.
 */
class MutationTest {
  private static final Path TABLE =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/simulation.md");
  private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| `(.+?)` \\| (\\d+) \\| .* \\|");
  private static final String BEGIN = "<!-- mutations: written by MutationTest -->\n";
  private static final String END = "<!-- end of mutations -->";
  private static final long SEEDS_TRIED = 2000;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  static void write_the_table_if_asked_to() throws Exception {
    if (System.getProperty("tidemark.simulation.mutations", "").equals("write")) {
      write();
    }
  }

  @TestFactory
  Stream<DynamicTest> each_mistake_is_caught_by_its_seed() throws IOException {
    Map<String, Long> seeds = seeds();
    return Mutations.ALL.stream()
        .map(mutation ->
            DynamicTest.dynamicTest(
                mutation.name(), () -> isCaught(mutation, seeds.get(mutation.name()))));
  }

  @Test
  void the_seeds_that_catch_mistakes_find_none_in_the_core_as_it_is() throws Exception {
    Map<String, Long> seeds = seeds();
    assertThat(seeds.keySet())
        .containsExactlyElementsOf(Mutations.ALL.stream().map(Mutation::name).toList());
    Mutant none = new Mutant(null);
    for (long seed : seeds.values()) {
      assertThat(none.violation(seed)).as("seed " + seed).isNull();
    }
  }

  private static void isCaught(Mutation mutation, @Nullable Long seed) throws Exception {
    assertThat(seed).as("a row of docs/simulation.md for '" + mutation + "'").isNotNull();
    assertThat(new Mutant(mutation).violation(seed))
        .as(
            "seed %d no longer catches '%s'; write the table anew with"
                + " -Dtidemark.simulation.mutations=write",
            seed, mutation)
        .isNotNull();
  }

  private static Map<String, Long> seeds() throws IOException {
    Map<String, Long> seeds = new LinkedHashMap<>();
    Matcher rows = ROW.matcher(Files.readString(TABLE));
    while (rows.find()) {
      seeds.put(rows.group(1), Long.parseLong(rows.group(3)));
    }
    return seeds;
  }

  private static void write() throws Exception {
    StringBuilder rows = new StringBuilder(BEGIN);
    rows.append("\n| mistake | in | seed | what the oracle says |\n| --- | --- | --- | --- |\n");
    for (Mutation mutation : Mutations.ALL) {
      Mutant mutant = new Mutant(mutation);
      String said = null;
      long seed = 0;
      while (said == null && seed < SEEDS_TRIED) {
        said = mutant.violation(++seed);
      }
      if (said == null) {
        throw new AssertionError("no seed up to " + seed + " catches '" + mutation + "'");
      }
      rows.append(
          "| %s | `%s` | %d | %s |%n"
              .formatted(mutation.name(), mutation.source(), seed, said.replace("|", "/")));
    }
    String text = Files.readString(TABLE);
    Files.writeString(
        TABLE,
        text.substring(0, text.indexOf(BEGIN)) + rows + "\n" + text.substring(text.indexOf(END)));
  }
}
